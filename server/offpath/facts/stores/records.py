"""Which model an expression's records are of, where all that reaches it tells: through queries, loops, views and relations."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import CLASS, RESOLVE
from offpath.facts.stores.chain import Chain, alternatives, stripped
from offpath.facts.stores.model_links import MODEL_LINK
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.unit import UnitFacts
from offpath.facts.values.trails import same, unpacked
from offpath.syntax import tree as t

_MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
_KEEPING = frozenset(
    {
        "all", "filter", "exclude", "order_by", "select_related", "prefetch_related", "distinct", "only", "defer", "reverse", "using", "none",
        "select_for_update", "iterator", "aiterator", "annotate", "alias",
    }
) | frozenset(
    {
        "filter_by", "where", "options", "join", "outerjoin", "limit", "offset", "with_for_update", "having", "execution_options",
        "populate_existing", "unique", "yield_per", "fetchall",
    }
)  # fmt: skip
"""Steps of a query behind which its rows are still records of the model."""
_PICKING = frozenset(
    {
        "get", "first", "last", "latest", "earliest", "create", "aget", "afirst", "alast", "acreate", "alatest", "aearliest", "one",
        "one_or_none", "get_or_404", "first_or_404", "one_or_404", "scalar_one", "scalar_one_or_none", "get_one", "get_by_id", "get_or_none",
    }
)  # fmt: skip
"""Steps by which one record is taken."""
_OF_CLASSES = frozenset({"select", "filter", "all", "get", "get_by_id", "get_or_none", "first"})
"""Methods of classes with which the queries of Peewee and Tortoise begin."""
_SHORTCUTS = frozenset({"get_object_or_404", "aget_object_or_404"})
_ALIKE = frozenset({"list", "sorted", "reversed", "tuple", "set"})
"""Calls whose items are those of what they are handed."""
_MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Records:
    """Records of one model."""

    model: str
    """The model, dotted."""
    is_many: bool | None
    """Whether a collection or a query of them; None: cannot tell."""


class _Known:
    """What is known of a unit's expressions."""

    def __init__(self, _: UnitFacts) -> None:
        self.records: dict[t.Expr, Records | None] = {}


def records_of(facts: UnitFacts, node: t.Expr) -> Records | None:
    """What records an expression stands for; None: none, or cannot tell."""
    return _records(facts, node, 0)


def _records(facts: UnitFacts, node: t.Expr, steps: int) -> Records | None:
    node = stripped(node)
    known = facts.derived(_Known).records
    if node in known:
        return known[node]
    if steps > _MAX_STEPS:
        return None
    known[node] = None
    known[node] = found = _computed(facts, node, steps)
    return found


def _computed(facts: UnitFacts, node: t.Expr, steps: int) -> Records | None:
    if isinstance(node, t.Name):
        return _of_name(facts, node, steps)
    chosen = [
        step.to for step in same(facts.reading.symbols, node) if isinstance(step.to, t.Expr) and not _is_none(step.to)
    ]
    if chosen:
        found = {_records(facts, each, steps + 1) for each in chosen}
        return found.pop() if len(found) == 1 else None
    if isinstance(node, t.Subscript):
        whole = _records(facts, node.value, steps + 1)
        if whole is None or not whole.is_many:
            return None
        return whole if isinstance(node.index, t.Slice) else Records(whole.model, False)
    if isinstance(node, t.Call) and last_name(node.func) in _ALIKE and len(node.args) == 1:
        whole = _records(facts, node.args[0], steps + 1)
        return whole if whole is not None and whole.is_many else None
    if isinstance(node, t.Call) and last_name(node.func) in _SHORTCUTS and node.args:
        return _one(_query(facts, node.args[0]) or _class(facts, node.args[0]))
    if isinstance(node, (t.Call, t.Attribute)):
        return _own_object(facts, node) or _query(facts, node) or _answered(facts, node) or _related(facts, node, steps)
    return None


def _answered(facts: UnitFacts, node: t.Expr) -> Records | None:
    """The records that a function of the project answers with, where it asks for nothing else."""
    target = facts.resolve(node.func) if isinstance(node, t.Call) else None
    if target is None or target.kind != "function" or not target.internal:
        return None
    summary = facts.summary(target.name)
    if summary is None or len(summary.accesses) != 1 or len(summary.returns) > 2:
        return None
    only, found = summary.accesses[0], facts.resolve(node)
    if only.columns or only.scalar or only.operation != "read" or found is None or found.kind != "instance":
        return None
    many = facts.asking.catalogue.types.items(found.name) == "of"
    model = found.of if many else found.name
    return Records(model, many) if model and _is_model(facts, model) else None


def _is_none(node: t.Node) -> bool:
    return isinstance(node, t.Constant) and node.value is None


def _of_name(facts: UnitFacts, name: t.Name, steps: int) -> Records | None:
    found: set[Records | None] = set()
    for definition in facts.definitions(name):
        value, is_part = unpacked(definition) if definition.value is not None else (None, False)
        if value is not None and _is_none(value):
            continue
        if definition.kind == "parameter":
            found.add(_declared(facts, name, definition.node))
        elif value is not None and definition.kind == "assign" and not is_part:
            found.add(_records(facts, value, steps + 1))
        elif value is not None and definition.kind == "loop" and not definition.path:
            whole = _records(facts, value, steps + 1)
            found.add(Records(whole.model, False) if whole is not None and whole.is_many is not False else None)
        else:
            found.add(None)
    return found.pop() if len(found) == 1 else None


def _declared(facts: UnitFacts, name: t.Name, parameter: t.Node) -> Records | None:
    if isinstance(parameter, t.Param) and parameter.annotation is not None and _is_of_several(parameter.annotation):
        return None
    found = facts.resolve(name)
    if found is None or found.kind != "instance" or not found.internal or name.id in ("self", "cls"):
        return None
    return Records(found.name, False) if _is_model(facts, found.name) else None


def _is_of_several(annotation: t.Expr) -> bool:
    """Whether an annotation names more than one class: `House | Tenant`, `Union[House, Tenant]`."""
    spelled = {each.id for each in annotation.walk() if isinstance(each, t.Name)} - _WRAPPING
    return len(spelled) > 1


_WRAPPING = frozenset({"Optional", "Union", "Annotated", "Depends", "None", "t", "typing", "models"})


def _related(facts: UnitFacts, node: t.Call | t.Attribute, steps: int) -> Records | None:
    """What a relation of a record leads to: `visit.visitor`, `board.cards`, `doctor.visitor_set.all()`."""
    if isinstance(node, t.Call):
        name = last_name(node.func)
        if not isinstance(node.func, t.Attribute) or (name not in _KEEPING and name not in _PICKING):
            return None
        many = _records(facts, node.func.value, steps + 1)
        if many is None or many.is_many is False:
            return None
        return Records(many.model, name not in _PICKING)
    owner = _records(facts, node.value, steps + 1)
    if owner is None or owner.is_many:
        return None
    link = facts.asking.ask(MODEL_LINK, owner.model, node.attr)
    return Records(link.target, link.is_many) if link is not None and _is_model(facts, link.target) else None


def _query(facts: UnitFacts, node: t.Expr) -> Records | None:
    """The records of a query, where every way to it is one of the same model and nothing shapes its rows."""
    found = {_of_chain(facts, chain) for chain in alternatives(facts, node)}
    return found.pop() if len(found) == 1 else None


def _of_chain(facts: UnitFacts, chain: Chain) -> Records | None:
    start = _start(facts, chain)
    if start is None:
        return None
    model, position = start
    for number, link in enumerate(chain.links[position + 1 :]):
        if link.call is None:
            return None
        if link.name in _PICKING:
            is_last = position + 1 + number == len(chain.links) - 1
            return Records(model, False) if is_last else None
        if link.name == "scalars" and number == 0:
            continue
        if link.name not in _KEEPING:
            return None
    return Records(model, True)


def _start(facts: UnitFacts, chain: Chain) -> tuple[str, int] | None:
    """The model that a chain's query is about, and the link where it begins."""
    for position, link in enumerate(chain.links):
        if link.call is None and link.name in (*_MANAGERS, "query"):
            found = _class(facts, link.receiver)
            return (found.model, position) if found is not None else None
        if link.call is not None and link.name in _OF_CLASSES and position == 0:
            found = _class(facts, link.receiver)
            if found is not None and _store_of(facts, found.model) in ("peewee", "tortoise"):
                is_select = link.name == "select"
                return None if is_select and link.call.args else (found.model, position if is_select else position - 1)
        if link.call is not None and link.name in ("query", "get", "get_one") and _is_session(facts, link.receiver):
            wanted = 1 if link.name == "query" else 2
            found = _class(facts, link.call.args[0]) if len(link.call.args) == wanted else None
            last = position - 1 if link.name != "query" else position
            return (found.model, last) if found is not None else None
        if link.call is not None and link.name in ("execute", "scalars", "exec", "scalar") and link.call.args:
            return _selected(facts, chain, position)
        if link.name in ("get_queryset", "filter_queryset") and link.call is not None:
            model = _view_model(facts, link.call)
            return (model, position) if model else None
        if link.name == "queryset" and link.call is None and last_name(link.receiver) == "self":
            model = _view_model(facts, link.node)
            return (model, position) if model else None
    return None


def _selected(facts: UnitFacts, chain: Chain, position: int) -> tuple[str, int] | None:
    """`session.scalars(select(Card).where(…))`, `session.execute(select(Card)).scalars()`."""
    link = chain.links[position]
    if link.call is None or not _is_session(facts, link.receiver):
        return None
    following = chain.links[position + 1].name if position + 1 < len(chain.links) else ""
    if link.name == "execute" and following not in ("scalars", "scalar_one", "scalar_one_or_none"):
        return None
    found = {_select_model(facts, each) for each in alternatives(facts, link.call.args[0])}
    model = found.pop() if len(found) == 1 else ""
    return (model, position) if model else None


def _select_model(facts: UnitFacts, chain: Chain) -> str:
    root, links = chain.root, chain.links
    made: t.Expr = links[0].receiver if links else root
    if links and links[0].name == "select" and links[0].call is not None:
        made, links = links[0].call, links[1:]
    if not isinstance(made, t.Call) or last_name(made.func) != "select" or len(made.args) != 1:
        return ""
    if any(link.name not in _KEEPING for link in links):
        return ""
    found = _class(facts, made.args[0])
    return found.model if found is not None else ""


def _is_session(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether something is a session of SQLAlchemy, by its type or, where nothing tells that, by its name."""
    found = facts.resolve(node)
    if found is not None and found.kind == "instance":
        return any("Session" in each.rpartition(".")[2] or "session" in each for each in facts.lineage(found.name))
    return last_name(node) in ("session", "db", "s", "db_session")


def _view_model(facts: UnitFacts, node: t.Expr) -> str:
    """The model of a class-based view that code stands in, by its `queryset` or `model`, unless it looks records up in its own way."""
    function = facts.function_of(node)
    if function is None or not function.class_name:
        return ""
    for ancestor in facts.lineage(function.class_name):
        if facts.summary(f"{ancestor}.get_object") is not None:
            return ""
    for ancestor in facts.lineage(function.class_name):
        summary = facts.asking.ask(CLASS, ancestor)
        for field in summary.fields if summary is not None else ():
            if field.name in ("queryset", "model") and field.symbol is not None and summary is not None:
                module = ancestor.removesuffix("." + ".".join(summary.path))
                found = facts.asking.ask(RESOLVE, module, field.symbol)
                model = "" if found is None else found.name if found.kind == "class" else found.of
                return model if model and _is_model(facts, model) else ""
    return ""


def _own_object(facts: UnitFacts, node: t.Expr) -> Records | None:
    """`self.get_object()` in a view."""
    if not isinstance(node, t.Call) or last_name(node.func) not in ("get_object", "aget_object") or node.args:
        return None
    is_own = isinstance(node.func, t.Attribute) and last_name(node.func.value) == "self"
    model = _view_model(facts, node) if is_own else ""
    return Records(model, False) if model else None


def _class(facts: UnitFacts, node: t.Expr) -> Records | None:
    found = facts.resolve(node)
    if found is None or found.kind != "class" or not found.internal or not _is_model(facts, found.name):
        return None
    return Records(found.name, None)


def _one(found: Records | None) -> Records | None:
    return Records(found.model, False) if found is not None else None


def _is_model(facts: UnitFacts, name: str) -> bool:
    return _store_of(facts, name) in ("django", "sqlalchemy", "peewee", "tortoise")


def _store_of(facts: UnitFacts, model: str) -> str:
    found = facts.asking.ask(SCHEMA, model)
    return found.store if found is not None else ""
