"""From which read of a store a value comes, which column of it, and whether Python computed with it on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.people import is_caller_name
from offpath.facts.code.flow import Definition
from offpath.facts.code.symbols import dependency_of, last_name
from offpath.facts.project.references import Ref
from offpath.facts.stores.chain import stripped
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.mappers import STORES
from offpath.facts.stores.model import DataAccess
from offpath.facts.stores.reached import ACCESSES, WRAPPER_ACCESSES
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.repository import arguments_of
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.contents import Contents
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_MAX_DEPTH = 24
_PASSING = frozenset(
    {"int", "float", "str", "Decimal", "loads", "dumps", "dict", "list", "bool", "cast", "deepcopy", "copy", "dumps_json", "orjson", "next",
     "decode", "encode", "model_validate", "parse_obj", "model_dump", "model_dump_json", "tuple", "set", "sorted", "to_json", "json", "asdict",
     "fromkeys", "defaultdict", "OrderedDict", "Counter", "encode_json", "packb", "unpackb"}
)  # fmt: skip
"""Calls whose result still is the value, in another dress."""

_COMPUTING = frozenset(
    {
        "max",
        "min",
        "sum",
        "abs",
        "round",
        "quantize",
        "ceil",
        "floor",
        "add",
        "sub",
        "divmod",
        "pow",
        "union",
        "difference",
    }
)
_PICKING = frozenset({"get", "pop", "setdefault", "items", "values", "keys", "first", "one", "all", "scalar", "scalars", "one_or_none",
                      "scalar_one", "scalar_one_or_none", "mappings", "strip", "fetchone", "fetchall", "to_dict"})  # fmt: skip
_VALUES = ("redis", "cache")
"""Stores of single values, of which a changed part changes the whole."""

_WRITING_TEXT = frozenset({"join", "format"})
_CONTAINERS = frozenset({"dict", "list", "set", "defaultdict", "OrderedDict"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "|", "&", "^"})


@dataclass(frozen=True, slots=True)
class Origin:
    """One read that a value comes from. `column` is empty for the record (or rows) as a whole."""

    access: DataAccess
    column: str = ""
    computed: bool = False
    """Whether arithmetic or the like changed it on its way."""

    def within(self, column: str) -> Origin:
        """The same value's column; what is inside a column stays of that column."""
        return Origin(self.access, self.column or column, self.computed)


class Origins:
    """Answers for the expressions of one function."""

    def __init__(self, function: FunctionFacts) -> None:
        self._facts = function.unit
        self._function = function
        self._known: dict[tuple[t.Expr, int], frozenset[Origin]] = {}
        """By place and by how many steps were taken to it: what is told of a place, and how far it can still be followed."""
        self._contents = Contents(function)
        self._results: dict[t.Node, DataAccess] = {}
        for access in accesses_in(function):
            if access.operation == "read" or (access.operation == "upsert" and access.one):
                for result in access.results:
                    self._results[result] = self._results[stripped(result)] = access
        self._injected: dict[t.Node, DataAccess] = dict(self._dependencies())
        self._given: dict[t.Node, DataAccess] = {**dict(self._handed_in()), **dict(self._from_decorators())}

    @property
    def injected(self) -> tuple[DataAccess, ...]:
        """The reads behind parameters that the framework injects."""
        return tuple(self._injected.values())

    @property
    def given(self) -> tuple[DataAccess, ...]:
        """The reads, somewhere else, of records that are handed in: `self` of a model, parameters declared as one."""
        return tuple(self._given.values())

    def of(self, node: t.Expr | None) -> frozenset[Origin]:
        """Where a value comes from."""
        return self._of(node, 0) if node is not None else frozenset()

    def of_parts(self, node: t.Expr) -> frozenset[Origin]:
        """Where what is in a value comes from, whatever was done to other parts of it."""
        return self._part(node, 0)

    def columns(self, node: t.Expr, access: DataAccess) -> frozenset[str]:
        """The columns of one read that a value comes from."""
        return frozenset(origin.column for origin in self.of(node) if origin.access is access)

    def _dependencies(self) -> Iterator[tuple[t.Param, DataAccess]]:
        for param in self._function.params:
            dependency = dependency_of(param)
            call = param.default
            if dependency is None or not isinstance(call, t.Call):
                continue
            found = self._facts.resolve(dependency)
            if found is None or not found.internal:
                continue
            for reached in self._facts.asking.ask(ACCESSES, found.name):
                access = reached.access
                if access.operation == "read" and access.returned and access.one:
                    yield (
                        param,
                        DataAccess(
                            access.store,
                            "read",
                            call,
                            access.target,
                            reached.model,
                            one=True,
                            locks=access.locks,
                            through=found.name,
                            there=reached.step,
                        ),
                    )

    def _handed_in(self) -> Iterator[tuple[t.Param, DataAccess]]:
        for param in self._function.params:
            if param in self._injected or (param.name in ("self", "cls") and not self._function.is_method):
                continue
            model = self._model_of(param)
            schema = self._facts.asking.ask(SCHEMA, model.name) if model is not None else None
            store = STORES.get(schema.store) if schema is not None else None
            if model is not None and schema is not None and store is not None:
                call = _standing_at(param)
                yield param, DataAccess(store, "read", call, schema.table, model, one=True, certainty="by-name")

    def _from_decorators(self) -> Iterator[tuple[t.Param, DataAccess]]:
        """The caller's record, where a decorator reads it and hands it on: `@token_required`, `def pay(current_user)`."""
        caller = next((p for p in self._function.params if is_caller_name(p.name)), None)
        if caller is None or caller.annotation is not None:
            return
        for decorator in self._function.node.decorators:
            found = self._facts.resolve(decorator.func if isinstance(decorator, t.Call) else decorator)
            if found is None or not found.internal or found.kind != "function":
                continue
            around = [each for each in self._facts.asking.ask(WRAPPER_ACCESSES, found.name) if each.access.one]
            if len(around) == 1 and around[0].access.operation == "read":
                read, model, call = around[0].access, around[0].model, _standing_at(caller)
                yield caller, DataAccess(read.store, "read", call, read.target, model, one=True, locks=read.locks)

    def _model_of(self, param: t.Param) -> Ref | None:
        """The model of the project that a parameter holds a record of."""
        if param.name == "self" and self._function.class_name:
            return Ref("instance", self._function.class_name, internal=True)
        if param.annotation is None:
            return self._model_called(param)
        found = self._facts.resolve_symbol(self._facts.reading.symbols.annotation(param.annotation))
        return found if found is not None and found.kind == "instance" and found.internal else None

    def _model_called(self, param: t.Param) -> Ref | None:
        """The model that a parameter without a type is called after, where the function asks it for one of the model's columns and for its key."""
        if param.kind not in ("positional", "positional-only", "keyword-only") or param.name in ("self", "cls"):
            return None
        schema = self._facts.asking.ask(SCHEMA, param.name)
        if schema is None or normalised(schema.name) != normalised(param.name) or "." not in schema.name:
            return None
        columns = {each.name for each in schema.fields} - {"id"}
        asked = {
            node.attr
            for node in self._function.own_nodes(t.Attribute)
            if isinstance(node, t.Attribute) and isinstance(node.value, t.Name) and node.value.id == param.name
        }
        return Ref("instance", schema.name, internal=True) if "id" in asked and asked & columns else None

    def _of(self, node: t.Expr, depth: int) -> frozenset[Origin]:
        """Where a place's value comes from, with what was done to its elements."""
        found = self._part(node, depth)
        if not found or not self._contents.is_changed(node):
            return found
        return frozenset(_changed(o) if self._is_value(o) or o.access.store in _VALUES else o for o in found)

    def _part(self, node: t.Expr, depth: int) -> frozenset[Origin]:
        """Where a place's value comes from, looked at once however many ways lead to it; its other elements may have been changed."""
        if depth > _MAX_DEPTH:
            return frozenset()
        known = self._known.get((node, depth))
        if known is None:
            known = self._known[node, depth] = frozenset(self._computed(node, depth + 1))
            spend(1 + len(known))
        return known

    def _computed(self, node: t.Expr, depth: int) -> Iterator[Origin]:
        access = self._results.get(node)
        if access is not None:
            column = (
                access.columns[0] if access.scalar and len(access.columns) == 1 and access.columns[0] != "*" else ""
            )
            yield Origin(access, column)
        elif isinstance(node, t.Name):
            yield from self._named(node, depth)
        elif isinstance(node, (t.Await, t.NamedExpr, t.Starred)):
            yield from self._of(node.value, depth)
        elif isinstance(node, t.Attribute):
            yield from (origin.within(node.attr) for origin in self._part(node.value, depth))
        elif isinstance(node, t.Subscript):
            yield from self._item(node, depth)
        elif isinstance(node, t.Call):
            yield from self._called(node, depth)
        elif isinstance(node, t.BinOp):
            yield from self._operation(node, depth)
        elif isinstance(node, t.JoinedStr):
            for part in node.values:
                if isinstance(part, t.FormattedValue):
                    yield from map(_changed, self._of(part.value, depth))
        elif isinstance(node, t.UnaryOp):
            found = self._of(node.operand, depth)
            yield from map(_changed, filter(self._is_value, found)) if node.op == "not" else found
        elif isinstance(node, t.BoolOp):
            for value in node.values:
                yield from self._of(value, depth)
        elif isinstance(node, t.IfExp):
            yield from self._either(node, depth)
        elif isinstance(node, (t.List, t.Tuple, t.Set)):
            for element in node.elts:
                yield from map(_changed, self._of(element, depth))
        elif isinstance(node, t.Dict):
            yield from self._display(node, depth)
        elif isinstance(node, t.Comp):
            yield from self._comprehended(node, depth)

    def _named(self, node: t.Name, depth: int) -> Iterator[Origin]:
        definitions = self._facts.definitions(node)
        changed = any(definition.kind == "augment" for definition in definitions)
        for definition in definitions:
            for origin in self._bound(definition, depth):
                yield _changed(origin) if changed else origin
            if definition.value is not None and _is_empty(definition.value):
                for value in self._contents.put_into(node):
                    yield from self._of(value, depth)
            elif definition.value is not None and _is_copy(definition.value):
                for value in self._contents.put_into(node):
                    yield from map(_changed, filter(self._is_value, self._of(value, depth)))

    def _either(self, node: t.IfExp, depth: int) -> Iterator[Origin]:
        """What a choice gives; which of two new values is taken is computed from what the test asks."""
        chosen = self._of(node.body, depth) | self._of(node.orelse, depth)
        yield from chosen
        if not chosen:
            asked = (part for part in node.test.walk() if isinstance(part, (t.Name, t.Attribute, t.Subscript, t.Call)))
            yield from (_changed(o) for part in asked for o in self._of(part, depth) if self._is_value(o))

    def _display(self, node: t.Dict, depth: int) -> Iterator[Origin]:
        """What a dictionary is made of; one that is spread into another with other items is changed."""
        for item in node.items:
            found = self._of(item.value, depth)
            is_changed = item.key is None and len(node.items) > 1
            yield from (_changed(o) if is_changed and self._is_value(o) else o for o in found)

    def _comprehended(self, node: t.Comp, depth: int) -> Iterator[Origin]:
        """The elements; those of a value of which some are left out are a change of it."""
        made = node.elt.value if isinstance(node.elt, t.DictItem) else node.elt
        chosen = any(generator.ifs for generator in node.generators)
        for origin in self._of(made, depth) if isinstance(made, t.Expr) else ():
            yield _changed(origin) if chosen and self._is_value(origin) else origin

    @staticmethod
    def _is_value(origin: Origin) -> bool:
        """Whether it is a column's value, not the record as a whole."""
        return bool(origin.column) or origin.access.scalar

    def _bound(self, definition: Definition, depth: int) -> Iterator[Origin]:
        value = definition.value
        if definition.kind == "parameter":
            handed = self._injected.get(definition.node) or self._given.get(definition.node)
            if handed is not None:
                yield Origin(handed)
        if value is None:
            return
        for origin in self._of(value, depth):
            if definition.path and not origin.column:
                yield origin.within(_column_at(origin.access, definition.path))
            else:
                yield origin

    def _item(self, node: t.Subscript, depth: int) -> Iterator[Origin]:
        index = node.index
        for origin in self._part(node.value, depth):
            if isinstance(index, t.Constant) and isinstance(index.value, str):
                yield origin.within(index.value)
            elif isinstance(index, t.Constant) and isinstance(index.value, int):
                yield origin.within(_column_at(origin.access, (index.value,)))
            else:
                yield origin

    def _called(self, node: t.Call, depth: int) -> Iterator[Origin]:
        name = last_name(node.func)
        if isinstance(node.func, t.Attribute) and name in _WRITING_TEXT:
            for part in (node.func.value, *node.args, *(k.value for k in node.keywords)):
                found = self._of(part, depth)
                yield from map(_changed, found) if name == "format" else found
            return
        if isinstance(node.func, t.Attribute) and name in _PICKING:
            key = node.args[0] if node.args else None
            for origin in self._part(node.func.value, depth):
                named = isinstance(key, t.Constant) and isinstance(key.value, str)
                yield origin.within(str(key.value)) if named and isinstance(key, t.Constant) else origin
            if name != "get":
                return
        yield from self._answered(node, depth)
        if name in _PASSING or name in _COMPUTING:
            inputs = [*node.args, *(k.value for k in node.keywords)]
            if isinstance(node.func, t.Attribute) and not last_name(node.func.value)[:1].isupper():
                inputs.append(node.func.value)
            for argument in inputs:
                found = self._of(argument, depth)
                yield from map(_changed, found) if name in _COMPUTING else found

    def _answered(self, node: t.Call, depth: int) -> Iterator[Origin]:
        """What a function of the project is handed and answers: `config = migrated(config)`."""
        name = self._facts.callee(node) if isinstance(node.func, t.Name) and node.args else ""
        summary = self._facts.summary(name) if name else None
        if summary is None or not summary.returned_parameters:
            return
        for parameter, value in arguments_of(node, summary.parameters):
            if parameter in summary.returned_parameters:
                yield from self._of(value, depth)

    def _operation(self, node: t.BinOp, depth: int) -> Iterator[Origin]:
        if node.op in _ARITHMETIC:
            for side in (node.left, node.right):
                yield from map(_changed, self._of(side, depth))


def _changed(origin: Origin) -> Origin:
    return origin if origin.computed else Origin(origin.access, origin.column, True)


def _is_empty(value: t.Expr) -> bool:
    """Whether a container is made with nothing in it: `{}`, `[]`, `dict()`, `defaultdict(list)`."""
    if isinstance(value, t.Dict):
        return not value.items
    if isinstance(value, (t.List, t.Set)):
        return not value.elts
    return isinstance(value, t.Call) and last_name(value.func) in _CONTAINERS


def _is_copy(value: t.Expr) -> bool:
    """Whether a dictionary is made of another one, to be changed: `dict(look)`, `look.copy()`."""
    if not isinstance(value, t.Call):
        return False
    name = last_name(value.func)
    return (name == "dict" and isinstance(value.func, t.Name) and len(value.args) == 1) or name in ("copy", "deepcopy")


def _standing_at(param: t.Param) -> t.Call:
    """Stands for the read of a record that came in by a parameter, at the parameter's place."""
    name = t.Name(param.name)
    call = t.Call(name, [], [], param.end)
    for node in (name, call):
        node.start, node.end, node.parent = param.start, param.end, param
    return call


def _column_at(access: DataAccess, path: tuple[int, ...]) -> str:
    """The column that unpacking a row, or indexing it, picks."""
    position = path[-1]
    if 0 <= position < len(access.columns) and "*" not in access.columns:
        return access.columns[position]
    return ""
