"""The Django ORM, sync and async, and Tortoise, which reads alike: managers, query sets, shortcuts, records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.project.references import Ref
from offpath.facts.stores.access import Assigned, DataAccess, Filter
from offpath.facts.stores.chain import Chain, Link, alternatives, awaited, is_class_like, local_value, outward
from offpath.facts.stores.copies import is_saved_as_new
from offpath.facts.stores.families.expressions import assigned
from offpath.facts.stores.families.lookups import lookups
from offpath.facts.stores.families.mappers import MODEL_BASES, STORES
from offpath.facts.stores.schema import SCHEMA, model_ref, table_name
from offpath.facts.summaries.contribution import Operation, Store
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_ONE = frozenset(
    {"get", "first", "last", "latest", "earliest", "count", "exists", "aggregate", "get_or_none", "aget", "afirst", "alast", "acount",
     "aexists", "aaggregate", "get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"}
)  # fmt: skip
_SCALAR = frozenset({"count", "exists", "aggregate", "acount", "aexists", "aaggregate"})
_READS = _ONE | {"in_bulk", "iterator", "aiterator", "values", "values_list", "all", "filter", "exclude"}
_WRITES: dict[str, Operation] = {
    "create": "insert", "acreate": "insert", "bulk_create": "insert", "abulk_create": "insert", "update": "update", "aupdate": "update",
    "bulk_update": "update", "abulk_update": "update", "delete": "delete", "adelete": "delete", "get_or_create": "upsert",
    "aget_or_create": "upsert", "update_or_create": "upsert", "aupdate_or_create": "upsert",
}  # fmt: skip
_SHAPING = frozenset(
    {"all", "filter", "exclude", "order_by", "select_related", "prefetch_related", "annotate", "distinct", "only", "defer", "reverse",
     "select_for_update", "using", "using_db", "none", "union", "alias", "extra", "values", "values_list", "get_queryset", "limit", "offset",
     "prefetch", "dates", "datetimes", "iterator", "visible_to", "active", "in_bulk"}
)  # fmt: skip
TERMINAL = frozenset({*_ONE, *_WRITES})
_RECORD_WRITES: dict[str, Operation] = {
    "save": "update", "asave": "update", "delete": "delete", "adelete": "delete", "delete_instance": "delete",
}  # fmt: skip
_SHORTCUTS = frozenset({"get_object_or_404", "aget_object_or_404", "get_list_or_404", "aget_list_or_404"})
_MANAGERS = frozenset({"objects", "_default_manager", "_base_manager", "all_objects", "unscoped"})


@dataclass(frozen=True, slots=True)
class _Start:
    """Where in a chain its query set begins, and what it is about."""

    store: Store
    position: int
    model: Ref | None
    model_node: t.Expr | None
    owner: t.Expr | None = None


def read_django(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on a manager, query set or record, or of a shortcut; None: it is none."""
    name = last_name(call.func)
    if name in _SHORTCUTS:
        return _shortcut(facts, call, name)
    if not isinstance(call.func, t.Attribute):
        return None
    if name in TERMINAL or name in _SHAPING:
        access = _queried(facts, call, name)
        if access is not None:
            return access
    if name in _RECORD_WRITES:
        return _record(facts, call, name)
    if name in ("get_object", "aget_object") and last_name(call.func.value) == "self" and not call.args:
        return _own_object(facts, call)
    return None


def _own_object(facts: UnitFacts, call: t.Call) -> DataAccess:
    """`self.get_object()` of a view: the record that the URL names, out of the view's query set."""
    found = facts.resolve(call)
    model = found if found is not None and found.kind == "instance" else None
    return DataAccess(
        "django",
        "read",
        call,
        table_name(facts, model, None),
        model,
        results=(awaited(call),),
        one=True,
        receiver=call.func,
        certainty="by-name",
    )


def _shortcut(facts: UnitFacts, call: t.Call, name: str) -> DataAccess | None:
    if not call.args:
        return None
    subject = call.args[0]
    inner = [_start(facts, chain) for chain in alternatives(facts, subject)]
    start = next((s for s in inner if s is not None), None)
    filters = list(lookups(call.keywords, call.args[1:]))
    locks = False
    model_node: t.Expr | None = subject
    if start is not None:
        model_node = start.model_node
        for chain in alternatives(facts, subject)[:1]:
            refined = list(_refinements(chain.links[start.position + 1 :]))
            filters.extend(refined)
            locks = any(link.name == "select_for_update" for link in chain.links)
    model = start.model if start is not None else facts.resolve(subject)
    return DataAccess(
        "django",
        "read",
        call,
        table_name(facts, model, model_node),
        model,
        model_node,
        tuple(filters),
        results=(awaited(call),),
        one="list" not in name,
        locks=locks,
        statement_node=call,
        owner=start.owner if start is not None else None,
    )


def _queried(facts: UnitFacts, call: t.Call, name: str) -> DataAccess | None:
    terminal = name in TERMINAL
    if not terminal and (_goes_on(call) or _is_step(call)):
        return None
    chains = alternatives(facts, call)
    starts = [(c, s) for c in chains for s in [_start(facts, c)] if s is not None and s.position < len(c.links) - 1]
    if not starts:
        return None
    chain, start = starts[0]
    links = chain.links[start.position + 1 :]
    if start.store == "sqlalchemy" or any(link.call is not None and link.name in TERMINAL for link in links[:-1]):
        return None
    operation = _WRITES.get(name, "read")
    filters = list(_refinements(links))
    if name in ("get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create"):
        filters = [Filter(k.arg, "=", k.value, node=k) for k in call.keywords if k.arg and k.arg != "defaults"]
    return DataAccess(
        start.store,
        operation,
        call,
        table_name(facts, start.model, start.model_node),
        start.model,
        start.model_node,
        tuple(_shared(filters, starts)),
        tuple(_values(facts, call)) if name in ("create", "acreate", "update", "aupdate") else (),
        record=call.args[0] if name.removeprefix("a") in ("bulk_create", "bulk_update") and call.args else None,
        results=(awaited(call),),
        one=name in _ONE,
        scalar=name in _SCALAR,
        locks=any(link.name == "select_for_update" for link in links),
        lazy=not terminal and not isinstance(awaited(call).parent, t.Await) and awaited(call) is call,
        statement_node=call,
        receiver=call.func.value if isinstance(call.func, t.Attribute) else None,
        owner=start.owner,
        certainty="known" if start.model is not None or start.model_node is not None else "by-name",
    )


def _goes_on(call: t.Call) -> bool:
    """Whether a further query-set method is called on the call's value."""
    outer = next(outward(call), None)
    return outer is not None and (last_name(outer.func) in TERMINAL or last_name(outer.func) in _SHAPING)


def _is_step(call: t.Call) -> bool:
    """Whether a lazy query set is the subject of a shortcut."""
    parent = awaited(call).parent
    return isinstance(parent, t.Call) and last_name(parent.func) in _SHORTCUTS


def _start(facts: UnitFacts, chain: Chain) -> _Start | None:
    """Where a chain's query set begins: a manager, a related manager, a view's query set, a model's own query method."""
    for position, link in enumerate(chain.links):
        if link.name in _MANAGERS and link.call is None:
            model = facts.resolve(link.receiver)
            if model is not None and model.kind == "instance":
                model = None
            return _Start(_store_of(facts, model) or "django", position, model, link.receiver)
        if link.name in ("get_queryset", "filter_queryset") and link.call is not None:
            return _Start("django", position, _queryset_model(facts, link), link.receiver)
        if link.name == "queryset" and link.call is None and last_name(link.receiver) == "self":
            return _Start("django", position, _queryset_model(facts, link), link.receiver)
        if link.call is not None and (link.name in TERMINAL or link.name in _SHAPING):
            found = _implicit(facts, link, position)
            if found is not None:
                return found
    return None


def _queryset_model(facts: UnitFacts, link: Link) -> Ref | None:
    found = facts.resolve(link.node)
    return model_ref(facts, found.of) if found is not None else None


def _implicit(facts: UnitFacts, link: Link, position: int) -> _Start | None:
    """A query set that is not reached through `objects`: by its type, a Tortoise model, or a related manager."""
    receiver = link.receiver
    found = facts.resolve(receiver)
    if (
        found is not None
        and found.kind == "instance"
        and found.name.startswith(("django.db.models.", "tortoise.queryset."))
    ):
        store: Store = "django" if found.name.startswith("django.") else "tortoise"
        model = model_ref(facts, found.of)
        return _Start(store, position - 1, model, receiver, _related_owner(receiver))
    if is_class_like(facts, receiver):
        store_name = _store_of(facts, found)
        if store_name == "tortoise" or (
            store_name is None and _is_awaited(link) and link.call is not None and not link.call.args
        ):
            return _Start("tortoise", position - 1, found, receiver)
        return None
    if isinstance(receiver, t.Name) and link.call is not None and link.name in _LOADING and found is None:
        return _Start("django", position - 1, None, receiver)
    if isinstance(receiver, t.Attribute) and link.call is not None and _speakslookups(link):
        if found is not None and found.kind in ("instance", "module") and found.name.startswith("builtins."):
            return None
        return _Start("django", position - 1, None, receiver, receiver.value)
    return None


def _related_owner(receiver: t.Expr) -> t.Expr | None:
    if isinstance(receiver, t.Attribute) and receiver.attr not in _MANAGERS:
        return receiver.value
    return None


def _is_awaited(link: Link) -> bool:
    node: t.Expr = link.node
    for outer in outward(node):
        node = outer
    return isinstance(node.parent, t.Await)


def _speakslookups(link: Link) -> bool:
    """Whether a call looks like a query set's: keyword lookups alone, or a Django-only name."""
    call = link.call
    assert call is not None
    if _is_related_set(link.name):
        return True
    if isinstance(link.receiver, t.Attribute) and _is_related_set(link.receiver.attr):
        return link.name not in ("get", "aget") or all(isinstance(each, t.Call) for each in call.args)
    if link.name in _LOADING or link.name in ("get_or_create", "update_or_create", "values_list"):
        return True
    if link.name in ("filter", "exclude", "get", "aget"):
        return bool(call.keywords) and not call.args and all(k.arg for k in call.keywords) and not _is_plain_get(call)
    return False


def _is_related_set(name: str) -> bool:
    """Whether Django calls records so that point to one: `line_set`; what is private is somebody's own."""
    return name.endswith("_set") and not name.startswith("_")


_LOADING = frozenset({"select_related", "prefetch_related", "select_for_update"})
"""Steps that only query sets have, whatever they are called on."""


def _is_plain_get(call: t.Call) -> bool:
    """Whether a `get` may as well be an HTTP client's or a dictionary's: no keyword names a key of a record."""
    if last_name(call.func) not in ("get", "aget"):
        return False
    return not any(k.arg and (k.arg in _KEYS or k.arg.endswith("_id") or "__" in k.arg) for k in call.keywords)


_KEYS = frozenset({"id", "pk", "slug", "uuid", "code", "email", "username", "name", "user", "owner", "token"})


def _store_of(facts: UnitFacts, model: Ref | None) -> Store | None:
    """The store of a model of the project."""
    if model is None or not model.internal:
        return None
    found = facts.asking.ask(SCHEMA, model.name)
    return STORES.get(found.store) if found is not None else None


def _refinements(links: tuple[Link, ...]) -> Iterator[Filter]:
    for link in links:
        if link.call is None:
            continue
        if link.name in ("filter", "get", "aget", "get_or_none", "exists"):
            yield from lookups(link.call.keywords, link.call.args)
        elif link.name == "exclude":
            for each in lookups(link.call.keywords, link.call.args):
                yield Filter(each.column, f"not {each.op}", each.value, False, node=each.node)


def _shared(filters: list[Filter], starts: list[tuple[Chain, _Start]]) -> Iterator[Filter]:
    """The filters of every way to a query set always hold, the others sometimes."""
    ways = [list(_refinements(chain.links[start.position + 1 :])) for chain, start in starts]
    seen: set[t.Node] = set()
    for each in (*filters, *(f for way in ways[1:] for f in way)):
        if each.node is None or each.node in seen:
            continue
        seen.add(each.node)
        if all(any(o.node is each.node for o in way) for way in ways) or len(ways) == 1:
            yield each
        else:
            yield Filter(each.column, each.op, each.value, False, each.table, each.node)


def _values(facts: UnitFacts, call: t.Call) -> Iterator[Assigned]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield assigned(facts, keyword.arg, keyword.value, keyword)


def _record(facts: UnitFacts, call: t.Call, name: str) -> DataAccess | None:
    """`record.save()` and `record.delete()`, where the record is a model's."""
    assert isinstance(call.func, t.Attribute)
    record = call.func.value
    model = facts.resolve(record)
    if model is not None and model.kind == "instance" and not model.internal and _is_other_library(model.name):
        return None
    if model is None or model.kind == "external":
        model = _read_model(facts, record)
    store = _record_store(facts, record, model)
    if store is None or (model is None and _RECORD_WRITES[name] == "delete" and not _is_read(facts, record)):
        return None
    if model is None and any(not isinstance(each, t.Constant) for each in call.args):
        return None  # what keeps records, and is handed one
    is_new = _RECORD_WRITES[name] == "update" and is_saved_as_new(facts, record, call)
    return DataAccess(
        store,
        "insert" if is_new else _RECORD_WRITES[name],
        call,
        table_name(facts, model, None),
        model,
        record=record,
        results=(awaited(call),),
        receiver=record,
        certainty="known" if model is not None else "by-name",
    )


def _is_other_library(name: str) -> bool:
    """Whether an instance is of a library that has nothing to do with records: an application, a router, a client."""
    return name not in MODEL_BASES and name.partition(".")[0] in _OTHER_LIBRARIES


_OTHER_LIBRARIES = frozenset(
    {"flask", "fastapi", "starlette", "bottle", "sanic", "aiohttp", "litestar", "tornado", "quart", "requests", "httpx", "redis",
     "boto3", "PIL", "openpyxl", "docx", "pathlib", "io", "sqlalchemy", "pymongo", "motor", "builtins", "tempfile", "matplotlib"}
)  # fmt: skip


def _read_model(facts: UnitFacts, record: t.Expr) -> Ref | None:
    """The model of a record whose type cannot be told, by the query that it comes from."""
    value = local_value(facts, record)
    if value is None or (value is record and not isinstance(record, t.Call)):
        return None
    starts = [_start(facts, chain) for chain in alternatives(facts, value)]
    found = next((s.model for s in starts if s is not None and s.model is not None), None)
    return Ref("instance", found.name, internal=found.internal) if found is not None else None


def _is_read(facts: UnitFacts, record: t.Expr) -> bool:
    """Whether a record comes out of a query, of whatever model."""
    value = local_value(facts, record)
    return isinstance(value, t.Call) and any(_start(facts, chain) is not None for chain in alternatives(facts, value))


def _record_store(facts: UnitFacts, record: t.Expr, model: Ref | None) -> Store | None:
    if model is not None and (model.internal or model.name.startswith("builtins.")):
        store = _store_of(facts, model)
        if store in ("django", "peewee", "tortoise"):
            return store
        return None
    return "django"
