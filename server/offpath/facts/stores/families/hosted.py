"""Stores behind a service's client: Firestore, Supabase. Each is known by the shape of its calls, whatever the client is called."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import DataAccess, Filter
from offpath.facts.stores.chain import Chain, Link, alternatives, argument, awaited, local_value, unroll
from offpath.facts.stores.families.answers import holders
from offpath.facts.stores.families.pairs import pairs
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_DOCUMENTS: dict[str, Operation] = {
    "get": "read",
    "set": "update",
    "update": "update",
    "create": "insert",
    "delete": "delete",
}
_ROWS: dict[str, Operation] = {
    "select": "read",
    "insert": "insert",
    "update": "update",
    "upsert": "upsert",
    "delete": "delete",
}
_COMPARING: dict[str, str] = {
    "eq": "=", "neq": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "is_": "is", "in_": "in", "like": "like", "ilike": "like",
}  # fmt: skip
_QUERYING = frozenset({"where", "order_by", "limit", "limit_to_last", "offset", "select", "start_at", "start_after"})
_SINGLE = frozenset({"single", "maybe_single"})


def read_hosted(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on such a client; None: it is none."""
    if not isinstance(call.func, t.Attribute):
        return None
    name = call.func.attr
    if name == "execute":
        return _rows(facts, call)
    found = _document(facts, call, call.func, name) if name in _DOCUMENTS else None
    if found is None and name in ("get", "stream", "add") and "collection" in facts.attributes:
        found = _documents(facts, call, call.func, name)
    return found


# -- Firestore


def _document(facts: UnitFacts, call: t.Call, func: t.Attribute, name: str) -> DataAccess | None:
    chain = next(iter(alternatives(facts, func.value)), None)
    links = chain.links if chain is not None else ()
    document = next((link for link in reversed(links) if link.name in ("document", "collection")), None)
    collection = next((link for link in reversed(links) if link.name == "collection"), None)
    if document is None or document.name != "document" or links[-1] is not document:
        return None
    if collection is None and not facts.callee(document.call or call).endswith(".collection().document"):
        return None
    operation = _DOCUMENTS[name]
    data = argument(call, 0, "document_data", "field_updates", "data") if operation != "read" else None
    key = argument(document.call, 0, "document_id") if document.call is not None else None
    return DataAccess(
        "hosted",
        operation,
        call,
        _collection(facts, collection) if collection is not None else last_name(document.receiver).strip("_").lower(),
        filters=(Filter("id", "=", key, node=key),) if key is not None else (),
        values=tuple(pairs(facts, data)),
        record=data if name == "set" else None,
        results=(awaited(call),),
        one=True,
        locks=any(k.arg == "transaction" for k in call.keywords),
        conditional=any(k.arg == "option" for k in call.keywords),
        receiver=func.value,
    )


def _collection(facts: UnitFacts, link: Link) -> str:
    named = argument(link.call, 0) if link.call is not None else None
    return str(named.value).lower() if isinstance(named, t.Constant) else facts.text(named) if named is not None else ""


def _documents(facts: UnitFacts, call: t.Call, func: t.Attribute, name: str) -> DataAccess | None:
    """`db.collection("orders").where("user", "==", user).stream()`, `db.collection("orders").add({…})`."""
    chain = next(iter(alternatives(facts, func.value)), None)
    position = (
        next((i for i, x in enumerate(chain.links) if x.name == "collection"), None) if chain is not None else None
    )
    if chain is None or position is None or chain.links[-1].name in ("document", "batch", "transaction"):
        return None
    behind = chain.after(position)
    if any(link.call is None or link.name not in _QUERYING for link in behind) or (name == "get" and not behind):
        return None
    data = argument(call, 0, "document_data") if name == "add" else None
    return DataAccess(
        "hosted",
        "insert" if name == "add" else "read",
        call,
        _collection(facts, chain.links[position]),
        filters=tuple(each for link in behind if link.call is not None for each in _asked(link.call)),
        values=tuple(pairs(facts, data)),
        record=data if not isinstance(local_value(facts, data), t.Dict) else None,
        results=(awaited(call),),
        statement_node=call,
        receiver=chain.links[position].node,
    )


def _asked(call: t.Call) -> Iterator[Filter]:
    """`where("user", "==", user)`, `where(filter=FieldFilter("user", "==", user))`."""
    if last_name(call.func) != "where":
        return
    made = call.keyword("filter")
    given = made.args if isinstance(made, t.Call) else call.args
    if len(given) == 3 and isinstance(given[0], t.Constant) and isinstance(given[1], t.Constant):
        operator = str(given[1].value)
        yield Filter(str(given[0].value), "=" if operator == "==" else operator, given[2], node=call)


# -- Supabase


def _rows(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    chain = next(iter(alternatives(facts, call)), None)
    if chain is None:
        return None
    links = chain.links
    position = next((i for i, x in enumerate(links) if x.call is not None and x.name in ("table", "from_")), None)
    if position is None or position + 1 >= len(links) or links[position + 1].name not in _ROWS:
        return None
    made, named = links[position + 1], links[position].call
    subject = named.args[0] if named is not None and named.args else None
    names = {link.name for link in links}
    operation = _ROWS[made.name]
    data = argument(made.call, 0, "json") if made.call is not None and operation not in ("read", "delete") else None
    return DataAccess(
        "hosted",
        operation,
        call,
        str(subject.value).lower()
        if isinstance(subject, t.Constant)
        else last_name(subject).lower()
        if subject is not None
        else "",
        filters=tuple(_compared(facts, chain, position + 2)),
        values=tuple(pairs(facts, data)),
        record=data if not isinstance(local_value(facts, data), t.Dict) else None,
        results=tuple(_data_of(facts, call)),
        one=not names.isdisjoint(_SINGLE),
        statement_node=call,
        receiver=made.receiver,
    )


def is_unsent(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a chain only puts together what is to be written, and nothing sends it: `client.table("days").insert(row)` without `execute()`."""
    links = unroll(call).links
    position = next((i for i, x in enumerate(links) if x.call is not None and x.name in ("table", "from_")), None)
    table = links[position].call if position is not None else None
    if position is None or position + 1 >= len(links) or table is None or not table.args:
        return False
    made = links[position + 1]
    if made.call is None or _ROWS.get(made.name, "read") == "read":
        return False
    behind = {link.name for link in links[position + 2 :]}
    data = argument(made.call, 0, "json")
    return behind <= _REFINING and (bool(behind & _FILTERING) if made.name == "delete" else data is not None)


_FILTERING = frozenset({*_COMPARING, "match"})
_REFINING = _FILTERING | _SINGLE | {"select", "limit", "order", "or_", "not_", "contains", "filter"}


def _compared(facts: UnitFacts, chain: Chain, start: int) -> Iterator[Filter]:
    for link in chain.links[start:]:
        given = link.call.args if link.call is not None else []
        if link.name in _COMPARING and len(given) > 1 and isinstance(given[0], t.Constant):
            yield Filter(str(given[0].value), _COMPARING[link.name], given[1], node=link.call)
        elif link.name == "match" and given:
            yield from (Filter(v.column, "=", v.value, node=v.node) for v in pairs(facts, given[0]))


def _data_of(facts: UnitFacts, call: t.Call) -> Iterator[t.Expr]:
    """`.data` of the answer, here or of the name that holds it; the answer itself where nothing asks for it."""
    found = False
    for holder in holders(facts, awaited(call)):
        parent = holder.parent
        if isinstance(parent, t.Attribute) and parent.value is holder and parent.attr == "data":
            found = True
            yield parent
    if not found:
        yield awaited(call)
