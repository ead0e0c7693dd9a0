"""Records of the mappers that files of the catalogue describe: read at their class, and saved or changed by their own methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.catalogue.library import Mappers
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import LINEAGE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import Chain, Link, alternatives, awaited, is_class_like, local_value, outward, stripped
from offpath.facts.stores.families.expressions import conditions, is_column
from offpath.facts.stores.families.lookups import lookups
from offpath.facts.stores.families.mongo import update_values
from offpath.facts.stores.schema import table_name
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.syntax.placing import standing_in

_ADDING = frozenset({"inc", "dec", "mul", "push", "pull", "pop", "add_to_set", "push_all", "pull_all"})
"""First words of keywords by which the store itself changes a column: `inc__left=1`."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A class of records, and what its mapper calls things."""

    ref: Ref
    node: t.Expr
    mapper: Mappers


def read_mapped(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on such a class, query or record; None: it is none."""
    if not facts.asking.ask(HAS_MAPPED):
        return None
    if not isinstance(call.func, t.Attribute) or call.func.attr not in facts.asking.catalogue.mapped:
        return _made(facts, call)
    outer = next(outward(call), None)
    for chain in alternatives(facts, call)[:1]:
        found = _start(facts, chain)
        if found is not None:
            position, model = found
            picking = [x.call for x in chain.links[position:-1] if x.call is not None]
            if any(last_name(each.func) in model.mapper.one for each in picking):
                found_record = _of_record(facts, call, call.func)
                asked = tuple(f for each in picking for f in _filters(facts, each))
                is_one_call = isinstance(stripped(call.func.value), t.Call)
                return (
                    replace(found_record, filters=asked) if found_record is not None and is_one_call else found_record
                )
            is_step = outer is not None and last_name(outer.func) in _all_names(model.mapper)
            return None if is_step else _queried(facts, call, model, chain.links[position:])
    return _handed_over(facts, call, call.func) or _of_record(facts, call, call.func)


_BY_KEY = frozenset({"get", "with_id", "delete"})
"""What takes the key of one record where it is handed no condition."""


def _made(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """`Label(name=name)`, where making the object adds the record."""
    model = _model(facts, call.func) if last_name(call.func)[:1].isupper() else None
    if model is None or not model.mapper.tracked:
        return None
    return DataAccess(
        "mapper",
        "insert",
        call,
        table_name(facts, model.ref, model.node),
        model.ref,
        model.node,
        values=tuple(_created([call])),
        results=(call,),
        one=True,
    )


def read_indexed(facts: UnitFacts) -> Iterator[DataAccess]:
    """The records that classes give for keys: `Label[key]`."""
    for node in facts.nodes(t.Subscript) if facts.asking.ask(HAS_MAPPED) else ():
        model = _model(facts, node.value) if last_name(node.value)[:1].isupper() else None
        if model is None or not model.mapper.indexed:
            continue
        func = standing_in(node, node.value.start, node.value.end, t.Attribute(node.value, "get", node.value.end))
        yield DataAccess(
            "mapper",
            "read",
            standing_in(node, node.start, node.end, t.Call(func, [node.index], [], node.value.end)),
            table_name(facts, model.ref, model.node),
            model.ref,
            model.node,
            (Filter("id", "=", node.index, node=node.index, is_key=True),),
            results=(node,),
            one=True,
        )


def has_mapped(project: Project) -> bool:
    """Whether a project has a class of such records at all."""
    bases = {base for each in project.catalogue.mappers for base in each.bases}
    classes = (module.dotted(path) for module in project.modules.values() for path in module.classes)
    lineages: Iterator[tuple[str, ...]] = (project.answer(LINEAGE, each) for each in classes)
    return any(not bases.isdisjoint(each) for each in lineages)


HAS_MAPPED = Question(has_mapped, on_outline=True)


def is_mapped(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression is a class of such records."""
    return _model(facts, node) is not None


def is_tracked(facts: UnitFacts, model: Ref | None) -> bool:
    """Whether the mapper of a class of records writes what is changed by itself."""
    mapper = _mapper_of(facts, model)
    return mapper is not None and mapper.tracked


def _model(facts: UnitFacts, node: t.Expr) -> _Model | None:
    if not is_class_like(facts, node):
        return None
    found = facts.resolve(node)
    mapper = _mapper_of(facts, found)
    return _Model(found, node, mapper) if found is not None and mapper is not None else None


def _mapper_of(facts: UnitFacts, ref: Ref | None) -> Mappers | None:
    if ref is None or not ref.internal or ref.kind not in ("class", "instance"):
        return None
    bases = facts.lineage(ref.name)
    return next((each for each in facts.asking.catalogue.mappers if not set(each.bases).isdisjoint(bases)), None)


def _start(facts: UnitFacts, chain: Chain) -> tuple[int, _Model] | None:
    """Where a query begins, and of which model."""
    for position, link in enumerate(chain.links):
        model = _model(facts, link.receiver)
        if model is None:
            continue
        if link.name in model.mapper.managers:
            return position, model
        if link.call is not None and link.name in _all_names(model.mapper):
            return position, model
    return None


def _all_names(mapper: Mappers) -> frozenset[str]:
    return frozenset(
        (*mapper.one, *mapper.many, *mapper.inserts, *mapper.changes, *mapper.adds, *mapper.deletes, *mapper.saves)
    )


def _queried(facts: UnitFacts, call: t.Call, model: _Model, links: tuple[Link, ...]) -> DataAccess:
    mapper, calls = model.mapper, [link.call for link in links if link.call is not None]
    names = [last_name(each.func) for each in calls]
    operation: Operation = "read"
    for name in names:
        if name in mapper.changes or name in mapper.adds:
            operation = "update"
        elif name in mapper.inserts:
            operation = "insert"
        elif name in mapper.deletes:
            operation = "delete"
    changing = next((each for each in calls if last_name(each.func) in (*mapper.changes, *mapper.adds)), None)
    picking = [each for each in calls if each is not changing]
    return DataAccess(
        "mapper",
        operation,
        call,
        table_name(facts, model.ref, model.node),
        model.ref,
        model.node,
        tuple(f for each in picking for f in _filters(facts, each)) if operation != "insert" else (),
        tuple(_values(facts, changing, mapper)) if changing is not None else tuple(_created(calls)),
        results=(awaited(call),),
        one=any(name in mapper.one for name in names),
        scalar=bool({"count", "exists"}.intersection(names)),
        locks="lock_rows" in names,
        statement_node=call,
        receiver=call.func.value if isinstance(call.func, t.Attribute) else None,
    )


def _filters(facts: UnitFacts, call: t.Call) -> Iterator[Filter]:
    for argument in call.args:
        said = list(conditions(facts, argument))
        yield from said
        if not said and last_name(call.func) in _BY_KEY and not isinstance(argument, (t.Compare, t.Starred)):
            yield Filter("id", "=", argument, node=argument)
    yield from lookups(call.keywords, [])


def _created(calls: list[t.Call]) -> Iterator[Assigned]:
    for keyword in calls[-1].keywords:
        if keyword.arg:
            yield Assigned(keyword.arg, keyword.value, node=keyword)


def _values(facts: UnitFacts, call: t.Call, mapper: Mappers) -> Iterator[Assigned]:
    """The new values: keywords, with their operator before them, or a dictionary by columns or operators."""
    adds = last_name(call.func) in mapper.adds
    for keyword in call.keywords:
        operator, _, column = (keyword.arg or "").rpartition("__")
        if keyword.arg:
            yield Assigned(column, keyword.value, adds or operator.partition("__")[0] in _ADDING, keyword)
    for argument in call.args:
        display = local_value(facts, argument)
        yield from update_values(facts, display) if display is not None else ()
        for item in display.items if isinstance(display, t.Dict) else ():
            key = item.key
            if isinstance(key, t.Attribute) or (isinstance(key, t.Constant) and not str(key.value).startswith("$")):
                column = key.attr if isinstance(key, t.Attribute) else str(key.value)
                computed = any(isinstance(n, t.Attribute) and is_column(facts, n) for n in item.value.walk())
                yield Assigned(column, item.value, adds or computed, item)


def _of_record(facts: UnitFacts, call: t.Call, func: t.Attribute) -> DataAccess | None:
    """`talk.save()`, `await talk.set({…})`, `ticket.update(left=…)`."""
    record = func.value
    ref = facts.resolve(record)
    mapper = _mapper_of(facts, ref) if ref is not None and ref.kind == "instance" else None
    if mapper is None:
        model = _read_model(facts, record)
        ref, mapper = (model.ref, model.mapper) if model is not None else (None, None)
    if mapper is None or ref is None:
        return None
    operation = _record_operation(mapper, func.attr)
    if operation is None:
        return None
    hands_values = func.attr in mapper.changes or func.attr in mapper.adds
    return DataAccess(
        "mapper",
        operation,
        call,
        table_name(facts, Ref("instance", ref.name, internal=True), None),
        Ref("class", ref.name, internal=True),
        values=tuple(_values(facts, call, mapper)) if hands_values else (),
        record=record,
        results=(awaited(call),),
        receiver=record,
    )


def _record_operation(mapper: Mappers, name: str) -> Operation | None:
    if name in mapper.saves or name in mapper.changes or name in mapper.adds:
        return "update"
    if name in mapper.inserts:
        return "insert"
    return "delete" if name in mapper.deletes else None


def _read_model(facts: UnitFacts, record: t.Expr) -> _Model | None:
    """The model of a record by the query, or the constructor, that a name holds the answer of."""
    values = (
        [d.value for d in facts.definitions(record) if d.value is not None] if isinstance(record, t.Name) else [record]
    )
    for value in values:
        for chain in alternatives(facts, stripped(value))[:1]:
            found = _start(facts, chain)
            if found is not None:
                return found[1]
        inner = stripped(value)
        if isinstance(inner, t.Call):
            handed = inner.args[0] if inner.args and _is_engine(facts, inner.func) else inner.func
            model = _model(facts, handed)
            if model is not None:
                return model
    return None


def _is_engine(facts: UnitFacts, func: t.Expr) -> bool:
    owner = func.value if isinstance(func, t.Attribute) else None
    kind = facts.type_of(owner) if owner is not None else ""
    return any(kind in each.engines for each in facts.asking.catalogue.mappers)


def _handed_over(facts: UnitFacts, call: t.Call, func: t.Attribute) -> DataAccess | None:
    """`engine.find_one(Cup, Cup.id == cup_id)`, `engine.save(cup)`."""
    if not call.args or not _is_engine(facts, func):
        return None
    subject = call.args[0]
    model = _model(facts, subject)
    if model is not None and func.attr in (*model.mapper.one, *model.mapper.many):
        filters = tuple(f for each in call.args[1:] for f in conditions(facts, each))
        return DataAccess(
            "mapper",
            "read",
            call,
            table_name(facts, model.ref, subject),
            model.ref,
            subject,
            filters,
            results=(awaited(call),),
            one=func.attr in model.mapper.one,
            scalar=func.attr == "count",
            receiver=func.value,
        )
    ref = facts.resolve(subject)
    read = _read_model(facts, subject)
    mapper = _mapper_of(facts, ref) or (read.mapper if read is not None else None)
    operation = _record_operation(mapper, func.attr) if mapper is not None else None
    owner = ref if ref is not None and ref.internal else (read.ref if read is not None else None)
    if operation is None or owner is None:
        return None
    return DataAccess(
        "mapper",
        operation,
        call,
        table_name(facts, Ref("instance", owner.name, internal=True), None),
        Ref("class", owner.name, internal=True),
        record=subject,
        results=(awaited(call),),
        receiver=func.value,
    )
