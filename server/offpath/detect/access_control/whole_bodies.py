"""Request data handed on as a whole: every field that the client cares to send is in it."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.facts.code.flow import Definition
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Sources
from offpath.facts.project.names import CLASS
from offpath.facts.summaries.contribution import ClassSummary
from offpath.facts.summaries.whole_parameters import takes_out_power
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_COPYING = frozenset({"dict", "copy", "deepcopy", "loads", "to_dict", "cast", "items", "OrderedDict"})
_DUMPING = frozenset({"dict", "model_dump", "dump", "asdict", "jsonable_encoder", "model_dump_json"})
_NARROWING = frozenset({"include", "exclude"})
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True, eq=False)
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
        self._sources = Sources(function)
        self._known: dict[tuple[t.Expr, int], WholeBody | None] = {}

    def of(self, node: t.Expr | None) -> WholeBody | None:
        """What an expression holds as a whole; None where its fields were chosen, or nothing of the client's is in it."""
        return self._of(node, 0)

    def _of(self, node: t.Expr | None, depth: int) -> WholeBody | None:
        """What a place holds, looked at once however many ways lead to it."""
        if node is None or depth > _MAX_DEPTH:
            return None
        if (node, depth) not in self._known:
            spend()
            self._known[node, depth] = self._held(node, depth + 1)
        return self._known[node, depth]

    def _held(self, node: t.Expr, depth: int) -> WholeBody | None:
        if isinstance(node, (t.Await, t.Starred)):
            return self._of(node.value, depth)
        if isinstance(node, t.Name):
            return self._name(node, depth)
        if isinstance(node, t.Dict):
            spread = [item.value for item in node.items if item.key is None]
            return next((found for each in spread if (found := self._of(each, depth)) is not None), None)
        if isinstance(node, t.BinOp) and node.op == "|":
            return self._of(node.left, depth) or self._of(node.right, depth)
        if isinstance(node, t.BoolOp):
            return next((found for each in node.values if (found := self._of(each, depth)) is not None), None)
        if isinstance(node, t.Call):
            return self._call(node, depth)
        if isinstance(node, t.Attribute) and node.attr in ("model_fields_set", "__fields_set__", "__dict__"):
            return self._of(node.value, depth)
        return self._read(node) or self._part(node, self._around(node, depth))

    def _name(self, node: t.Name, depth: int) -> WholeBody | None:
        definitions = self._facts.definitions(node)
        if not definitions or any(self._is_narrowed(use) for d in definitions for use in d.uses):
            return None
        for definition in definitions:
            if definition.kind == "parameter" and isinstance(definition.node, t.Param):
                found = self._parameter(node, definition.node)
            elif definition.kind == "assign" and not definition.path:
                found = self._of(definition.value, depth)
            elif definition.kind == "loop":
                found = self._one_of(node, definition, depth)
            else:
                found = None
            if found is not None:
                return found
        return None

    def _one_of(self, node: t.Name, definition: Definition, depth: int) -> WholeBody | None:
        """One of many that the client sent: `for item in request.json["batch"]`, `for number, line in enumerate(body.lines)`."""
        over = definition.value
        if isinstance(over, t.Call) and last_name(over.func) == "enumerate" and definition.path == (1,) and over.args:
            over = over.args[0]
        elif definition.path:
            return None
        if over is None or (isinstance(over, t.Call) and last_name(over.func) in ("items", "keys")):
            return None
        return self._part(node, self._of(over, depth) or self._around(over, depth))

    def _around(self, node: t.Expr, depth: int) -> WholeBody | None:
        """The body of which an expression names a part: `body.lines`, `data["batch"]`, `item.get("fields", {})`."""
        if isinstance(node, t.Attribute):
            return self._of(node.value, depth)
        if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant):
            return self._of(node.value, depth)
        if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr == "get":
            return self._of(node.func.value, depth) if node.args and isinstance(node.args[0], t.Constant) else None
        return None

    def _part(self, node: t.Expr, around: WholeBody | None) -> WholeBody | None:
        """What the client sent there: any fields, or those of the class that says what a part is."""
        if around is None or not around.schema:
            return WholeBody(node) if around is not None and not isinstance(node, t.Attribute) else None
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

    def _call(self, node: t.Call, depth: int) -> WholeBody | None:
        name = last_name(node.func)
        if any(k.arg in _NARROWING for k in node.keywords):
            return None
        if name in _DUMPING and isinstance(node.func, t.Attribute):
            held = self._of(node.func.value, depth)
            if held is not None:
                return held
        if name in _COPYING or name in _DUMPING:
            inner = node.func.value if isinstance(node.func, t.Attribute) and not node.args else None
            return self._of(inner if inner is not None else node.args[0] if node.args else None, depth)
        return self._read(node) or self._part(node, self._around(node, depth))

    def _read(self, node: t.Expr) -> WholeBody | None:
        """`request.json`, `request.get_json()`, `request.POST`."""
        named = node.func if isinstance(node, t.Call) else node
        if not isinstance(named, t.Attribute):
            return None
        for source in self._sources.of(node):
            if source.is_client and source.part in ("body", "query") and not source.name:
                if source.node in (node, named):
                    return WholeBody(node)
        return None


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
