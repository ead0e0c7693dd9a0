"""From which read of a store a value comes, which column of it, and whether Python computed with it on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.pass_through import CONTAINERS, Done
from offpath.catalogue.words.people import is_caller_name
from offpath.facts.code.symbols import dependency_of, last_name
from offpath.facts.project.references import Ref
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import stripped
from offpath.facts.stores.families.mappers import STORES
from offpath.facts.stores.families.repository import arguments_of
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reached import ACCESSES, WRAPPER_ACCESSES
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.contents import Contents
from offpath.facts.values.trails import Step, Trails, behind, unpacked
from offpath.syntax import tree as t
from offpath.syntax.placing import standing_in

_VALUES = ("redis", "cache")
"""Stores of single values, of which a changed part changes the whole."""

_FOLLOWED = frozenset(Done) - {Done.MEASURED, Done.EACH, Done.LOOKED_UP, Done.HANDED}
"""What is done with what was read, without its being gone."""


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

    def __init__(self, function: FunctionFacts, more: tuple[DataAccess, ...] = ()) -> None:
        """`more` are reads besides those of stores."""
        self._facts = function.unit
        self._function = function
        self._trails = Trails(self._look, self._through)
        self._contents = Contents(function)
        self._results: dict[t.Node, DataAccess] = {}
        for access in (*accesses_in(function), *more):
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
        """Where a value comes from, with what was done to its elements."""
        if node is None:
            return frozenset()
        return frozenset(self._with_elements(origin, node) for origin in self._trails.of(node))

    def of_parts(self, node: t.Expr) -> frozenset[Origin]:
        """Where what is in a value comes from, whatever was done to other parts of it."""
        return frozenset(self._trails.of(node))

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

    def _with_elements(self, origin: Origin, place: t.Node) -> Origin:
        is_one = _is_value(origin) or origin.access.store in _VALUES
        return _changed(origin) if is_one and self._contents.is_changed(place) else origin

    def _look(self, node: t.Node) -> Iterator[Origin | Step]:
        """The read that a place is, or what its value is made of."""
        access = self._results.get(node)
        if access is not None:
            is_column = access.scalar and len(access.columns) == 1 and access.columns[0] != "*"
            yield Origin(access, access.columns[0] if is_column else "")
            return
        if isinstance(node, t.Name):
            yield from self._named(node)
            return
        if isinstance(node, t.Call):
            yield from self._answered(node)
        for step in behind(self._facts.reading.symbols, node):
            if step.done in _FOLLOWED or isinstance(node, t.UnaryOp):
                yield step
        if isinstance(node, t.IfExp):  # which of two new values is taken is computed from what the test asks
            asked = (each for each in node.test.walk() if isinstance(each, _READS))
            yield from (Step(each, Done.MEASURED, node, is_last_resort=True) for each in asked)

    def _named(self, node: t.Name) -> Iterator[Origin | Step]:
        definitions = self._facts.definitions(node)
        is_changed = any(definition.kind == "augment" for definition in definitions)
        for definition in definitions:
            handed = self._injected.get(definition.node) or self._given.get(definition.node)
            if handed is not None and definition.kind == "parameter":
                yield Origin(handed, computed=is_changed)
            if definition.value is None:
                continue
            value, is_element = unpacked(definition)
            done = Done.COMPUTED if is_changed else Done.PART if is_element else Done.SAME
            yield Step(value, done, node, definition)
            if _is_empty(value):
                yield from (Step(each, Done.HELD, node) for each in self._contents.put_into(node))
            elif _is_copy(value):
                yield from (Step(each, Done.MEASURED, node) for each in self._contents.put_into(node))

    def _through(self, origin: Origin, step: Step) -> Origin | None:
        """What a step back makes of the read that it leads to."""
        at, done = step.at, step.done
        if isinstance(at, (t.Attribute, t.Subscript)) or _is_picking(step):
            return _within(origin, at)
        origin = self._with_elements(origin, step.to)
        if step.binding is not None:
            path = step.binding.path
            taken = origin.within(_column_at(origin.access, path)) if path and done is Done.PART else origin
            return _changed(taken) if done is Done.COMPUTED else taken
        if done is Done.MEASURED:
            return _changed(origin) if _is_value(origin) else None
        if isinstance(at, t.Dict):  # one that is spread into another with other items is changed
            return _changed(origin) if done is Done.ITEMS and len(at.items) > 1 and _is_value(origin) else origin
        if isinstance(at, t.Comp):  # what is left of a value of which some elements are left out is a change of it
            has_tests = any(generator.ifs for generator in at.generators)
            return _changed(origin) if has_tests and _is_value(origin) else origin
        is_new = done is Done.COMPUTED or isinstance(at, (t.List, t.Tuple, t.Set)) or _writes_text(at)
        return _changed(origin) if is_new else origin

    def _answered(self, node: t.Call) -> Iterator[Step]:
        """What a function of the project is handed and answers: `config = migrated(config)`."""
        name = self._facts.callee(node) if isinstance(node.func, t.Name) and node.args else ""
        summary = self._facts.summary(name) if name else None
        if summary is None or not summary.returned_parameters:
            return
        for parameter, value in arguments_of(node, summary.parameters):
            if parameter in summary.returned_parameters:
                yield Step(value, Done.SAME, node)


_READS = (t.Name, t.Attribute, t.Subscript, t.Call)


def _is_value(origin: Origin) -> bool:
    """Whether it is a column's value, not the record as a whole."""
    return bool(origin.column) or origin.access.scalar


def _is_picking(step: Step) -> bool:
    """Whether a method takes something out: `row.get("stock")`, `rows.values()`."""
    func = step.at.func if isinstance(step.at, t.Call) else None
    return isinstance(func, t.Attribute) and func.value is step.to and step.done in (Done.PART, Done.ITEMS)


def _within(origin: Origin, at: t.Node) -> Origin:
    """The column that an attribute, an index or a key picks."""
    if isinstance(at, t.Attribute):
        return origin.within(at.attr)
    key = at.index if isinstance(at, t.Subscript) else at.args[0] if isinstance(at, t.Call) and at.args else None
    if not isinstance(key, t.Constant):
        return origin
    if isinstance(key.value, str):
        return origin.within(key.value)
    is_position = isinstance(at, t.Subscript) and isinstance(key.value, int)
    return origin.within(_column_at(origin.access, (int(key.value),))) if is_position else origin


def _writes_text(node: t.Node) -> bool:
    """Whether a text is written of several: an f-string, `format`."""
    return isinstance(node, t.JoinedStr) or (isinstance(node, t.Call) and last_name(node.func) == "format")


def _changed(origin: Origin) -> Origin:
    return origin if origin.computed else Origin(origin.access, origin.column, True)


def _is_empty(value: t.Expr) -> bool:
    """Whether a container is made with nothing in it: `{}`, `[]`, `dict()`, `defaultdict(list)`."""
    if isinstance(value, t.Dict):
        return not value.items
    if isinstance(value, (t.List, t.Set)):
        return not value.elts
    return isinstance(value, t.Call) and last_name(value.func) in CONTAINERS


def _is_copy(value: t.Expr) -> bool:
    """Whether a dictionary is made of another one, to be changed: `dict(look)`, `look.copy()`."""
    if not isinstance(value, t.Call):
        return False
    name = last_name(value.func)
    return (name == "dict" and isinstance(value.func, t.Name) and len(value.args) == 1) or name in ("copy", "deepcopy")


def _standing_at(param: t.Param) -> t.Call:
    """Stands for the read of a record that came in by a parameter, at the parameter's place."""
    name = standing_in(param, param.start, param.end, t.Name(param.name))
    return standing_in(param, param.start, param.end, t.Call(name, [], [], param.end))


def _column_at(access: DataAccess, path: tuple[int, ...]) -> str:
    """The column that unpacking a row, or indexing it, picks."""
    position = path[-1]
    if 0 <= position < len(access.columns) and "*" not in access.columns:
        return access.columns[position]
    return ""
