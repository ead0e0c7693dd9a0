"""Request data handed on as a whole: every field that the client cares to send is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.pass_through import Done
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.flow import Definition
from offpath.facts.identity.sources import sources_of
from offpath.facts.project.names import CLASS
from offpath.facts.summaries.contribution import ClassSummary
from offpath.facts.summaries.whole_parameters import takes_out_power, whole_steps
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.trails import Step, Trails
from offpath.syntax import tree as t

_NARROWING = frozenset({"include", "exclude"})


@dataclass(frozen=True, slots=True)
class WholeBody:
    """An expression that holds all that the client sent."""

    node: t.Expr
    """Where the data is read: `request.json`, or the parameter's name."""
    schema: str = ""
    """The class of the project that says which fields there may be; empty: any."""
    declared: tuple[str, ...] = ()
    """Its fields."""


class WholeBodies:
    """Finds them among the expressions of one function."""

    def __init__(self, function: FunctionFacts) -> None:
        self._function = function
        self._facts = function.unit
        self._sources = sources_of(function)
        self._trails = Trails(self._look, self._through)

    def of(self, node: t.Expr | None) -> WholeBody | None:
        """What an expression holds as a whole; None where its fields were chosen, or nothing of the client's is in it."""
        return next(iter(self._trails.of(node)), None) if node is not None else None

    def _look(self, node: t.Node) -> Iterator[WholeBody | Step]:
        """The body that an expression reads, or what it holds as a whole or is a part of."""
        if isinstance(node, t.Name):
            yield from self._name(node)
            return
        found = self._read(node)
        if found is not None:
            yield found
            return
        yield from whole_steps(node)
        if isinstance(node, t.Attribute) and node.attr in ("model_fields_set", "__fields_set__", "__dict__"):
            yield Step(node.value, Done.SAME, node)
        elif not isinstance(node, t.Call) or not any(k.arg in _NARROWING for k in node.keywords):
            yield from _around(node)

    def _through(self, body: WholeBody, step: Step) -> WholeBody | None:
        return self._part(step.at, body) if step.done is Done.PART and isinstance(step.at, t.Expr) else body

    def _name(self, node: t.Name) -> Iterator[WholeBody | Step]:
        definitions = self._facts.definitions(node)
        if any(self._is_narrowed(use) for d in definitions for use in d.uses):
            return
        for definition in definitions:
            if definition.kind == "parameter" and isinstance(definition.node, t.Param):
                found = self._parameter(node, definition.node)
                if found is not None:
                    yield found
            elif definition.kind == "assign" and not definition.path and definition.value is not None:
                yield Step(definition.value, Done.SAME, node, definition)
            elif definition.kind == "loop":
                yield from _one_of(node, definition)

    def _part(self, node: t.Expr, around: WholeBody) -> WholeBody | None:
        """What the client sent there: any fields, or those of the class that says what a part is."""
        if not around.schema:
            return WholeBody(node) if not isinstance(node, t.Attribute) else None
        found = self._facts.type_of(node)
        if not found or self._facts.asking.ask(CLASS, found) is None:
            return None
        return WholeBody(node) if self._takes_more(found) else WholeBody(node, found, tuple(self._fields(found)))

    def _is_narrowed(self, use: t.Name) -> bool:
        """Whether something takes fields out, or looks at which there are: `data.pop("role")`, `set(data) - ALLOWED`."""
        parent = use.parent
        if isinstance(parent, t.Call) and last_name(parent.func) in ("set", "frozenset", "validate", "check_fields"):
            return True
        return (isinstance(parent, t.Subscript) and isinstance(parent.parent, t.Tuple)) or takes_out_power(use)

    def _parameter(self, node: t.Name, param: t.Param) -> WholeBody | None:
        source = self._sources.parameters.get(param)
        if source is None or not source.is_client or source.part != "body" or source.name:
            return None
        symbol = self._facts.reading.symbols.annotation(param.annotation) if param.annotation is not None else None
        found = self._facts.resolve_symbol(symbol) if symbol is not None else None
        if found is None or not found.internal:
            is_plain = found is None or found.name.startswith("builtins.dict")
            return WholeBody(node) if is_plain and _is_open(param) else None
        if self._takes_more(found.name):
            return WholeBody(node)
        return WholeBody(node, found.name, tuple(self._fields(found.name)))

    def _takes_more(self, name: str) -> bool:
        """Whether a schema lets fields through that it does not name: Pydantic's `extra="allow"`."""
        for each in self._facts.lineage(name):
            summary: ClassSummary | None = self._facts.asking.ask(CLASS, each)
            config: ClassSummary | None = self._facts.asking.ask(CLASS, f"{each}.Config")
            said = _extra(summary, config)
            if said:
                return said == "allow"
        return False

    def _fields(self, name: str) -> list[str]:
        fields: dict[str, None] = {}
        for each in self._facts.lineage(name):
            summary: ClassSummary | None = self._facts.asking.ask(CLASS, each)
            fields.update(dict.fromkeys(f.name for f in summary.fields) if summary is not None else {})
        return [each for each in fields if not each.startswith(("_", "model_config"))]

    def _read(self, node: t.Node) -> WholeBody | None:
        """`request.json`, `request.get_json()`, `request.POST`."""
        named = node.func if isinstance(node, t.Call) else node
        if not isinstance(named, t.Attribute):
            return None
        for source in self._sources.of(node):
            if source.is_client and source.part in ("body", "query") and not source.name:
                if source.node in (node, named) and isinstance(node, t.Expr):
                    return WholeBody(node)
        return None


def _one_of(name: t.Name, definition: Definition) -> Iterator[Step]:
    """One of many that the client sent: `for item in request.json["batch"]`, `for number, line in enumerate(body.lines)`."""
    over = definition.value
    if isinstance(over, t.Call) and last_name(over.func) == "enumerate" and definition.path == (1,) and over.args:
        over = over.args[0]
    elif definition.path:
        return
    if over is None or (isinstance(over, t.Call) and last_name(over.func) in ("items", "keys")):
        return
    yield Step(over, Done.PART, name, definition)
    yield from (Step(each.to, Done.PART, name, definition, is_last_resort=True) for each in _around(over))


def _around(node: t.Node) -> Iterator[Step]:
    """The body of which an expression names a part: `body.lines`, `data["batch"]`, `item.get("fields", {})`."""
    if isinstance(node, t.Attribute) or (isinstance(node, t.Subscript) and isinstance(node.index, t.Constant)):
        yield Step(node.value, Done.PART, node)
    elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr == "get":
        if node.args and isinstance(node.args[0], t.Constant):
            yield Step(node.func.value, Done.PART, node)


def _extra(summary: ClassSummary | None, config: ClassSummary | None) -> str:
    """What a schema itself says of fields that it does not name; empty: nothing."""
    said = dict(summary.keywords).get("extra") if summary is not None else None
    if isinstance(said, str):
        return said
    options = [f for f in summary.fields if f.name == "model_config"] if summary is not None else []
    options += [f for f in config.fields if f.name == "extra"] if config is not None else []
    for field in options:
        told = {field.constant, dict(field.keywords).get("extra"), *(r.rpartition(".")[2] for r in field.references)}
        found = told & {"allow", "forbid", "ignore"}
        if found:
            return str(found.pop())
    return ""


def _is_open(param: t.Param) -> bool:
    """Whether a parameter takes any fields: a plain `dict`, or nothing said."""
    node = param.annotation
    while isinstance(node, t.Subscript):
        node = node.value
    return node is None or last_name(node) in ("dict", "Dict", "Any", "Mapping", "MutableMapping", "Annotated")
