"""SQLAlchemy 1.x and 2.x, Core and ORM, sync and async; SQLModel and Flask-SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import Assigned, Certainty, DataAccess, Filter
from offpath.facts.stores.chain import Chain, Link, alternatives, awaited, is_class_like, outward, unroll
from offpath.facts.stores.families.expressions import conditions, is_column, keyword_values, table_of_column
from offpath.facts.stores.families.results import ONE, SCALAR, results_of_execute
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.schema import SCHEMA, table_name
from offpath.facts.summaries.contribution import Operation
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.facts.values.trails import stays_in
from offpath.syntax import tree as t

EXECUTING = frozenset(
    {"execute", "scalar", "scalars", "exec", "stream", "stream_scalars", "fetch_all", "fetch_one", "fetch_val", "iterate", "first_or_404",
     "one_or_404", "paginate"}
)  # fmt: skip
_READING = frozenset(
    {"all", "first", "one", "one_or_none", "scalar", "get", "get_or_404", "first_or_404", "one_or_404", "count", "exists", "paginate",
     "scalars", "yield_per", "scalar_one", "scalar_one_or_none"}
)  # fmt: skip
_WRITING: dict[str, Operation] = {"update": "update", "delete": "delete"}
_SINGLE = frozenset(
    {"first", "one", "one_or_none", "scalar", "get", "get_or_404", "first_or_404", "one_or_404", "count", "exists"}
)
_SESSION_GETS = frozenset({"get", "get_one", "get_or_404"})
_SESSION_RECORDS: dict[str, Operation] = {"add": "insert", "add_all": "insert", "merge": "upsert", "delete": "delete"}
_SESSION_BULK: dict[str, Operation] = {
    "bulk_save_objects": "upsert",
    "bulk_insert_mappings": "insert",
    "bulk_update_mappings": "update",
}
_STATEMENTS: dict[str, Operation] = {"select": "read", "update": "update", "delete": "delete", "insert": "insert"}
_SESSION_NAMES = frozenset({"session", "db", "sess", "s", "dbsession", "db_session", "database"})


@dataclass(slots=True)
class _Statement:
    """What a statement or query says, gathered from its links."""

    operation: Operation
    subject: t.Expr | None
    start: int
    """The position behind which the links refine it; -1 where the chain's root makes it."""
    columns: list[str] = field(default_factory=list)
    joined: list[t.Expr] = field(default_factory=list)
    is_query: bool = False


def read_sqlalchemy(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """The access of a call on a session, connection, query or statement; None: it is none."""
    name = last_name(call.func)
    if name in EXECUTING:
        access = _executed(facts, call, name)
        if access is not None:
            return access
    if not isinstance(call.func, t.Attribute):
        return None
    if name in _SESSION_GETS:
        access = _got(facts, call)
        if access is not None:
            return access
    if name in _SESSION_RECORDS or name in _SESSION_BULK:
        access = _recorded(facts, call, name)
        if access is not None:
            return access
    return _queried(facts, call, name)


# -- statements


def _executed(facts: UnitFacts, call: t.Call, name: str) -> DataAccess | None:
    written = (
        call.args[0] if call.args else next((k.value for k in call.keywords if k.arg in ("statement", "select")), None)
    )
    if written is None or isinstance(written, (t.Constant, t.JoinedStr)):
        return None
    chains = alternatives(facts, written)
    statements = [(chain, made) for chain in chains for made in [_statement(facts, chain)] if made is not None]
    if not statements:
        return None
    results = tuple(results_of_execute(facts, call)) if name != "paginate" else (awaited(call),)
    return _access(facts, call, written, statements, results, _ends(facts, results, name))


def _ends(facts: UnitFacts, results: Sequence[t.Expr], name: str) -> set[str]:
    ends = {name}
    for result in results:
        inner = result
        while isinstance(inner, t.Await):
            inner = inner.value
        ends |= {link.name for link in unroll(inner).links if link.call is not None}
    return ends


def _statement(facts: UnitFacts, chain: Chain) -> _Statement | None:
    """What a chain builds: from `select(…)`, `sa.select(…)`, `table.update()`, `session.query(…)`, `Model.query`."""
    root = chain.root
    if isinstance(root, t.Call):
        kind = _constructor(facts, root)
        if kind is not None:
            return _constructed(facts, root, kind, -1)
    for position, link in enumerate(chain.links):
        if link.call is not None:
            kind = _constructor(facts, link.call)
            if kind is not None:
                return _constructed(facts, link.call, kind, position)
            if link.name == "query" and link.call.args and _names_record(facts, link.call.args[0]):
                made = _constructed(facts, link.call, "select", position)
                made.is_query = True
                return made
            if link.name in _STATEMENTS and _is_table(facts, link.receiver):
                return _Statement(_STATEMENTS[link.name], link.receiver, position)
        elif link.name == "query" and (
            is_class_like(facts, link.receiver) or last_name(link.receiver) in ("cls", "model")
        ):
            return _Statement("read", link.receiver, position, is_query=True)
    return None


def _constructor(facts: UnitFacts, call: t.Call) -> str | None:
    """`select`, `update`, `delete` or `insert`, where a call makes such a statement."""
    name, callee = last_name(call.func), facts.callee(call)
    if name not in _STATEMENTS:
        name = callee.rpartition(".")[2]  # imported under another name
    if name not in _STATEMENTS:
        return None
    if (
        callee.startswith(("sqlalchemy.", "flask_sqlalchemy.", "sqlmodel."))
        and callee.rpartition(".")[0] in _CONSTRUCTING
    ):
        return name
    if callee.startswith("sqlalchemy.dialects."):
        return name
    if not callee and call.args and _names_record(facts, call.args[0]):
        owner = last_name(call.func.value) if isinstance(call.func, t.Attribute) else ""
        return name if isinstance(call.func, t.Name) or owner in ("sa", "db", "sqlalchemy") else None
    return None


_CONSTRUCTING = frozenset({"sqlalchemy", "sqlmodel", "flask_sqlalchemy.SQLAlchemy", "sqlalchemy.orm"})


def _constructed(facts: UnitFacts, call: t.Call, kind: str, position: int) -> _Statement:
    made = _Statement(_STATEMENTS[kind], None, position)
    for argument in call.args:
        argument = argument.elts[0] if isinstance(argument, (t.List, t.Tuple)) and argument.elts else argument
        if is_column(facts, argument):
            made.columns.append(last_name(argument) if isinstance(argument, t.Attribute) else "")
            subject = table_of_column(argument)
        else:
            subject = argument
        if subject is not None and isinstance(subject, (t.Name, t.Attribute)):
            if made.subject is None:
                made.subject = subject
            elif facts.text(subject) != facts.text(made.subject):
                made.joined.append(subject)
    return made


def _names_record(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an argument is a model, a table or a column."""
    return is_class_like(facts, node) or is_column(facts, node) or isinstance(node, (t.Name, t.Attribute, t.Call))


def _is_table(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression is a `Table`."""
    if facts.is_a(node, "sqlalchemy.Table"):
        return True
    return isinstance(node, t.Attribute) and node.attr == "__table__"


# -- queries and sessions


def _queried(facts: UnitFacts, call: t.Call, name: str) -> DataAccess | None:
    """The end of a legacy query's chain: a reader, `update`, `delete`, or the last link of a lazy one."""
    reads, writes = name in _READING, name in _WRITING
    if "query" not in facts.attributes or (not reads and not writes and not _is_outermost(call)):
        return None
    chains = [chain for chain in alternatives(facts, call) if not _is_of_record(chain)]
    statements = [(c, m) for c in chains for m in [_statement(facts, c)] if m is not None and m.is_query]
    if not statements or (not reads and not writes and _is_refined_later(facts, call)):
        return None
    if writes:
        for _, made in statements:
            made.operation = _WRITING[name]
    return _access(facts, call, call, statements, (awaited(call),), {name}, lazy=not reads and not writes)


def _is_of_record(chain: Chain) -> bool:
    """Whether a chain goes on behind what was read: `session.query(Shelf).first().books.append(…)`."""
    return any(link.call is not None and link.name in _READING for link in chain.links[:-1])


def _is_outermost(call: t.Call) -> bool:
    return next(outward(call), None) is None


def _is_refined_later(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a lazy query is only a step: it is bound to a name, to be refined or read elsewhere in the function."""
    held = stays_in(call)
    if isinstance(held.parent, (t.Assign, t.AnnAssign, t.NamedExpr)):
        return not _is_only_gone_through(facts, held)
    parent = awaited(call).parent
    return isinstance(parent, t.Call) and parent.func is not call and last_name(parent.func) in EXECUTING


def _is_only_gone_through(facts: UnitFacts, query: t.Expr) -> bool:
    """Whether all that happens to a lazy query behind its name is that its records are taken out one by one."""
    bound = [d for d in facts.reading.symbols.flow_at(query).definitions if d.value is query and not d.path]
    uses = [use for definition in bound for use in definition.uses]
    return bool(uses) and all(_goes_through(use) for use in uses)


def _goes_through(use: t.Expr) -> bool:
    parent = use.parent
    if isinstance(parent, (t.For, t.Comprehension)):
        return parent.iter is use
    return (
        isinstance(parent, t.Call)
        and last_name(parent.func) in ("list", "tuple", "sorted", "set")
        and use in parent.args
    )


def _got(facts: UnitFacts, call: t.Call) -> DataAccess | None:
    """`session.get(Model, id)` and `db.get_or_404(Model, id)`."""
    assert isinstance(call.func, t.Attribute)
    receiver = call.func.value
    subject = next((k.value for k in call.keywords if k.arg == "entity"), call.args[0] if call.args else None)
    if subject is None or not isinstance(subject, (t.Name, t.Attribute)):
        return None
    is_session = _is_session(facts, receiver)
    if not is_session and not is_class_like(facts, subject) and not _keeps_model(subject):
        return None
    if not is_session and last_name(receiver).strip("_").lower() not in _SESSION_NAMES:
        return None
    key = (
        call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords if k.arg in ("ident", "id")), None)
    )
    if key is None:
        return None
    filters: list[Filter] = []
    if isinstance(key, t.Dict):
        filters = [Filter(str(i.key.value), "=", i.value, node=i) for i in key.items if isinstance(i.key, t.Constant)]
    else:
        filters = [Filter(_primary_key(facts, subject), "=", key, node=key)]
    lock = next((k.value for k in call.keywords if k.arg == "with_for_update"), None)
    model = facts.resolve(subject)
    return DataAccess(
        "sqlalchemy",
        "read",
        call,
        table_name(facts, model, subject),
        model,
        subject,
        tuple(filters),
        results=(awaited(call),),
        one=True,
        locks=lock is not None and not is_constant(facts, lock, False) and not is_constant(facts, lock, None),
        receiver=receiver,
        certainty="known" if is_session else "by-name",
    )


def _keeps_model(node: t.Expr) -> bool:
    """Whether an attribute of the object itself is called as what keeps a model."""
    is_own = isinstance(node, t.Attribute) and isinstance(node.value, t.Name) and node.value.id in ("self", "cls")
    return is_own and last_name(node).strip("_") in ("model", "model_class", "model_cls", "entity", "entity_class")


def _primary_key(facts: UnitFacts, subject: t.Expr) -> str:
    model = facts.resolve(subject)
    if model is not None and model.internal:
        schema = facts.asking.ask(SCHEMA, model.name)
        if schema is not None and len(schema.primary_key) == 1:
            return str(schema.primary_key[0])
    return "id"


def _recorded(facts: UnitFacts, call: t.Call, name: str) -> DataAccess | None:
    """`session.add(record)`, `session.merge(record)`, `session.delete(record)`."""
    assert isinstance(call.func, t.Attribute)
    receiver = call.func.value
    if not call.args or call.keywords:
        return None
    known = _is_session(facts, receiver)
    if not known and last_name(receiver).strip("_").lower() not in _SESSION_NAMES - {"s"}:
        return None
    found = facts.resolve(receiver)
    if not known and found is not None and found.kind in ("instance", "module") and not found.name.endswith("ession"):
        return None
    record = call.args[0]
    operation = _SESSION_RECORDS.get(name) or _SESSION_BULK[name]
    model = facts.resolve(record)
    model = model if model is not None and model.kind == "instance" and not model.name.startswith("builtins.") else None
    if operation == "insert" and name == "add" and _was_read(facts, record):
        operation = "update"
    return DataAccess(
        "sqlalchemy",
        operation,
        call,
        table_name(facts, model, None),
        model,
        record=record,
        results=(awaited(call),),
        receiver=receiver,
        certainty="known" if known else "by-name",
    )


def _was_read(facts: UnitFacts, record: t.Expr) -> bool:
    """Whether a record comes out of a query, not from its class."""
    if not isinstance(record, t.Name):
        return False
    definitions = facts.definitions(record)
    values = [d.value for d in definitions if d.value is not None]
    return bool(values) and not any(isinstance(v, t.Call) and _makes_record(facts, v.func) for v in values)


def _makes_record(facts: UnitFacts, func: t.Expr) -> bool:
    return is_class_like(facts, func) or last_name(func) in (
        "model",
        "model_class",
        "model_cls",
        "cls",
        "entity",
        "klass",
    )


def _is_session(facts: UnitFacts, node: t.Expr) -> bool:
    found = facts.resolve(node)
    if found is None or found.kind not in ("instance", "external"):
        return (
            last_name(node).strip("_").lower() in _SESSION_NAMES
            and found is None
            and "session" in last_name(node).lower()
        )
    lineage = facts.lineage(found.name) if found.internal else facts.asking.catalogue.types.lineage(found.name)
    return any(each in _SESSIONS for each in lineage)


_SESSIONS = frozenset({"sqlalchemy.orm.Session", "flask_sqlalchemy.SQLAlchemy", "sqlalchemy.engine.Connection"})


# -- what a statement's links say


def _access(
    facts: UnitFacts,
    call: t.Call,
    written: t.Expr,
    statements: list[tuple[Chain, _Statement]],
    results: tuple[t.Expr, ...],
    ends: set[str],
    lazy: bool = False,
) -> DataAccess:
    made = statements[0][1]
    model = facts.resolve(made.subject) if made.subject is not None else None
    read = [_Links(facts, each, how) for each, how in statements]
    own = last_name(made.subject).lower() if made.subject is not None else ""
    filters = [replace(f, table="") if f.table == own else f for f in _merged([each.filters for each in read])]
    tables = [made.subject, *made.joined, *read[0].joined]
    certainty: Certainty = "known"
    limited = any(each.limit_one for each in read)
    return DataAccess(
        "sqlalchemy",
        made.operation,
        call,
        table_name(facts, model, made.subject),
        model,
        made.subject,
        tuple(filters),
        tuple(read[0].values),
        results=results,
        one=bool(ends & (ONE | _SINGLE)) or limited,
        scalar=(bool(ends & SCALAR) and bool(made.columns)) or "count" in ends or "exists" in ends,
        columns=tuple(made.columns),
        locks=any(each.locks for each in read),
        lazy=lazy,
        statement_node=written,
        receiver=call.func.value if isinstance(call.func, t.Attribute) else None,
        certainty=certainty,
        tables=tuple(dict.fromkeys(normalised(last_name(x)) for x in tables if x is not None)),
    )


class _Links:
    """The filters, values, joins and locks of one chain."""

    def __init__(self, facts: UnitFacts, chain: Chain, made: _Statement) -> None:
        self._facts = facts
        self.filters: list[Filter] = []
        self.values: list[Assigned] = []
        self.joined: list[t.Expr] = []
        self.locks = False
        self.limit_one = False
        for link in chain.links[made.start + 1 :]:
            if link.call is not None:
                self._link(link, link.call, made)

    def _link(self, link: Link, call: t.Call, made: _Statement) -> None:
        facts, name = self._facts, link.name
        if name in ("where", "filter", "having"):
            for argument in call.args:
                self.filters.extend(conditions(facts, argument))
        elif name == "filter_by":
            self.filters.extend(Filter(k.arg, "=", k.value, node=k) for k in call.keywords if k.arg)
        elif name in ("get", "get_or_404") and made.is_query and call.args:
            key = _primary_key(facts, made.subject) if made.subject is not None else "id"
            self.filters.append(Filter(key, "=", call.args[0], node=call.args[0]))
        elif name in ("values", "set_") or (name == "update" and made.is_query):
            self.values.extend(keyword_values(facts, call))
        elif name == "select_from" and call.args and made.subject is None:
            made.subject = call.args[0]
        elif name in ("join", "outerjoin", "select_from", "join_from"):
            self.joined.extend(a for a in call.args[:1] if isinstance(a, (t.Name, t.Attribute)))
            for argument in call.args[1:]:
                self.filters.extend(conditions(facts, argument))
        elif name == "with_for_update":
            self.locks = True
        elif name == "limit" and call.args:
            self.limit_one = is_constant(facts, call.args[0], 1)
        elif name == "with_lockmode":
            self.locks = True


def _merged(ways: list[list[Filter]]) -> Iterator[Filter]:
    """The filters of all ways to a statement; those that only some of them have do not always hold."""
    seen: set[t.Node] = set()
    for filters in ways:
        for each in filters:
            if each.node is None or each.node in seen:
                continue
            seen.add(each.node)
            always = all(any(other.node is each.node for other in way) for way in ways)
            if always or not each.conjunctive:
                yield each
            else:
                yield Filter(each.column, each.op, each.value, False, each.table, each.node)
