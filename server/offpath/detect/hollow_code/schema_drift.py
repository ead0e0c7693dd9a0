"""Columns that queries and records name and the project's models and tables do not have."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from offpath.detect.hollow_code.lookup_drift import lookup_drift
from offpath.detect.hollow_code.query_drift import query_drift
from offpath.detect.hollow_code.record_drift import PYDANTIC, record_drift
from offpath.facts.code.symbols import Symbol, last_name
from offpath.facts.flow.asked_types import is_asked_for_type
from offpath.facts.project.names import CLASS, RESOLVE
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import alternatives, unroll
from offpath.facts.stores.given_names import GIVEN_NAMES
from offpath.facts.stores.model_members import MODEL_COLUMNS
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.schema import SCHEMA
from offpath.facts.stores.table_places import IS_TABLE_OF
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_SPECIAL = frozenset(
    {
        "rowid", "oid", "_rowid_", "ctid", "xmin", "*", "1", "excluded", "current_timestamp", "current_date",
    }
)  # fmt: skip
_SHAPING = frozenset(
    {
        "extra", "values", "values_list", "label", "add_columns", "aggregate", "from_statement",
    }
)  # fmt: skip
_NAMING = frozenset({"annotate", "alias"})
"""Steps of a query by which its rows get names of their own."""

_OF_MAKING = frozenset({"defaults", "create_defaults", "using_db", "using", "force_insert"})
_OWN_KEYWORDS: dict[str, frozenset[str]] = {
    "get_or_create": _OF_MAKING, "update_or_create": _OF_MAKING, "aget_or_create": _OF_MAKING, "aupdate_or_create": _OF_MAKING,
    "update": frozenset({"values", "synchronize_session", "update_args", "using_db", "execution_options"}), "create": _OF_MAKING,
    "get": frozenset({"using_db", "ident", "options", "populate_existing", "with_for_update"}), "get_or_none": frozenset({"using_db"}),
    "get_or_404": frozenset({"description", "options"}), "first_or_404": frozenset({"description"}),
}  # fmt: skip
"""Parameters of the mappers' own calls, which are no columns."""

_CLOSE = 0.7
_VERY_CLOSE = 0.85
_LONG = 4
"""From how many letters on the same letters in another order are no other word."""


class DriftPlace(Enum):
    """Where a column is named."""

    QUERY = "in a query"
    CLOSE = "close to a name that exists"
    RELATION = "behind a relation"
    RECORD = "on a record"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drift:
    """One column that does not exist."""

    node: t.Node
    column: str
    of: str
    """The table or model, as the user knows it."""
    meant: str
    """The closest name that exists; empty: none is close."""
    edits: tuple[Edit, ...]
    """What renames it."""
    place: DriftPlace


def schema_drift(facts: UnitFacts) -> Iterator[Drift]:
    """Every such column of a unit, once for each query."""
    for function in facts.functions:
        for access in accesses_in(function):
            if not access.through:
                yield from _in_access(facts, access)
    seen: set[t.Node] = set()
    for drift in (*_in_paths(facts), *_on_records(facts), *_in_classes(facts), *_in_queries(facts)):
        if drift.node not in seen:
            seen.add(drift.node)
            yield drift


def _in_paths(facts: UnitFacts) -> Iterator[Drift]:
    """Parts of paths through relations: `filter(visitor__account=…)`."""
    for found in lookup_drift(facts):
        columns = facts.asking.ask(MODEL_COLUMNS, found.hop.model)
        meant = _closest(found.hop.name, columns.own) if columns is not None else ""
        known = bool(meant) and found.span is not None and is_slip(found.hop.name, meant)
        edits = (Edit(found.span, meant),) if known and found.span is not None else ()
        yield Drift(
            node=found.node,
            column=found.hop.name,
            of=_named(found.hop.model),
            meant=meant,
            edits=edits,
            place=DriftPlace.RELATION if found.hop.position else DriftPlace.QUERY,
        )


def _on_records(facts: UnitFacts) -> Iterator[Drift]:
    """Attributes of records whose model a query, a loop, a view or a relation tells."""
    for found in record_drift(facts):
        node, columns = found.node, facts.asking.ask(MODEL_COLUMNS, found.model)
        meant = _closest(node.attr, columns.own) if columns is not None else ""
        edit = Edit(Span(node.attr_start, node.attr_start + len(node.attr)), meant)
        edits = (edit,) if is_slip(node.attr, meant) else ()
        yield Drift(
            node=node, column=node.attr, of=_named(found.model), meant=meant, edits=edits, place=DriftPlace.RECORD
        )


def _named(model: str) -> str:
    """A model, as the user knows it."""
    return f"`{model.rpartition('.')[2]}`"


def _in_access(facts: UnitFacts, access: DataAccess) -> Iterator[Drift]:
    if access.statement is not None:
        yield from _in_statement(facts, access)
    elif (
        access.model is not None
        and access.model.internal
        and access.store in ("django", "tortoise", "peewee", "sqlalchemy")
    ):
        yield from _in_keywords(facts, access, access.model.name)


def _in_statement(facts: UnitFacts, access: DataAccess) -> Iterator[Drift]:
    """SQL over tables that the project creates."""
    statement = access.statement
    assert statement is not None
    tables = {table.name for table in statement.tables if table.name and table.role != "cte"}
    if len(statement.scopes) > 1 or any(table.name is None for table in statement.tables):
        return
    known = {name: columns for name in tables for columns in [_table_columns(facts, name)] if columns is not None}
    known = {name: columns for name, columns in known.items() if facts.asking.ask(IS_TABLE_OF, name, facts.module)}
    alone = next(iter(tables)) if len(tables) == 1 else None
    named = [(c.table or (alone if c.qualifier is None else None), c.column) for c in statement.conditions if c.bare]
    target = next((table.name for table in statement.tables if table.role == "target"), None)
    named += [(target, each.column) for each in statement.assignments]
    named += [
        (each.table or alone, each.column) for each in statement.columns if not each.function and not each.aggregate
    ]
    named += [(alone, each.within) for each in statement.columns]
    results = {each.name for each in statement.columns}
    seen: set[str] = set()
    for table, column in named:
        columns = known.get(table) if table else None
        if columns is None or not column or column in columns or column in _SPECIAL or column in seen:
            continue
        if column in results and not any(each.column == column for each in statement.columns):
            continue
        seen.add(column)
        meant = _closest(column, columns)
        yield Drift(
            node=access.call,
            column=column,
            of=f"table `{table}`",
            meant=meant,
            edits=_renamed(access, column, meant),
            place=DriftPlace.QUERY,
        )


def _table_columns(facts: UnitFacts, name: str) -> tuple[str, ...] | None:
    found = facts.asking.ask(SCHEMA, name)
    if found is None or not found.complete or found.store != "sql":
        return None
    return tuple(field.name for field in found.fields)


def _renamed(access: DataAccess, column: str, meant: str) -> tuple[Edit, ...]:
    if access.source is None or not is_slip(column, meant):
        return ()
    edits: list[Edit] = []
    for match in re.finditer(
        rf"(?<![\w:@('\"$]){re.escape(column)}(?![\w(])|(?<=\(){re.escape(column)}(?!\w|\)s)",
        access.source.sql.text,
        re.IGNORECASE,
    ):
        edit = access.source.unit_edit(Edit(Span(match.start(), match.end()), meant))
        if edit is None:
            return ()
        edits.append(edit)
    return tuple(edits)


def _in_keywords(facts: UnitFacts, access: DataAccess, model: str) -> Iterator[Drift]:
    """Keywords of the project's models: `filter(emial=…)`, `filter_by(…)`, `Order(…)`."""
    columns = facts.asking.ask(MODEL_COLUMNS, model)
    links = [link for chain in alternatives(facts, access.call) for link in chain.links]
    if columns is None or any(link.name in _SHAPING for link in links):
        return
    made = {k.arg for link in links if link.call is not None and link.name in _NAMING for k in link.call.keywords}
    unnamed = any(link.call is not None and link.name in _NAMING and link.call.args for link in links)
    if None in made or unnamed:
        return
    if _has_own_manager(facts, access.call, model):
        made |= facts.asking.ask(GIVEN_NAMES).computed
    nodes: list[t.Node | None] = [each.node for each in access.filters] + [each.node for each in access.values]
    for keyword in nodes:
        if not isinstance(keyword, t.Keyword) or not keyword.arg or not _belongs(facts, keyword, access):
            continue
        if isinstance(keyword.parent, t.Call) and _is_of_project(facts, keyword.parent, model):
            continue
        column = keyword.arg.partition("__")[0]
        if column in columns or column.removesuffix("_id") in columns or column.startswith("_") or column in made:
            continue
        if isinstance(keyword.parent, t.Call) and column in _OWN_KEYWORDS.get(last_name(keyword.parent.func), ()):
            continue
        meant = _closest(column, columns)
        span = Span(keyword.start, keyword.start + len(column))
        edits = (Edit(span, meant),) if is_slip(column, meant) else ()
        yield Drift(node=keyword, column=column, of=_named(model), meant=meant, edits=edits, place=DriftPlace.QUERY)


def _belongs(facts: UnitFacts, keyword: t.Keyword, access: DataAccess) -> bool:
    """Whether a keyword is of a call on the model itself, not of one inside an argument."""
    call = keyword.parent
    if not isinstance(call, t.Call):
        return False
    name = last_name(call.func)
    return name in _KEYWORD_CALLS or name == (access.model.name.rpartition(".")[2] if access.model else "")


def _is_of_project(facts: UnitFacts, call: t.Call, model: str) -> bool:
    """Whether the project's own code takes the keywords: a manager's or query set's method, a class method, a constructor."""
    found = facts.resolve(call.func)
    if found is not None and found.internal and found.kind == "function":
        return True
    if found is not None and found.kind == "class":
        return any(facts.summary(f"{name}.__init__") is not None for name in facts.lineage(found.name))
    name, manager = last_name(call.func), _manager(facts, call)
    owner = facts.asking.ask(CLASS, model)
    field = next((f for f in owner.fields if f.name == manager), None) if owner is not None else None
    module = model.removesuffix("." + ".".join(owner.path)) if owner is not None else ""
    classes = (facts.asking.ask(RESOLVE, module, each) for each in _parts(field.symbol if field is not None else None))
    return any(
        facts.summary(f"{ancestor}.{name}") is not None
        for each in classes
        if each is not None and each.internal and each.kind == "class"
        for ancestor in facts.lineage(each.name)
    )


def _has_own_manager(facts: UnitFacts, call: t.Call, model: str) -> bool:
    """Whether a class of the model declares what its query set is asked through: that may compute further names."""
    manager = _manager(facts, call)
    owners = (facts.asking.ask(CLASS, ancestor) for ancestor in facts.lineage(model))
    return any(field.name == manager for owner in owners if owner is not None for field in owner.fields)


def _manager(facts: UnitFacts, call: t.Call) -> str:
    """The name by which a model's query set is asked: `objects`."""
    return next((link.name for link in unroll(call).links if link.call is None), "")


def _parts(symbol: Symbol | None) -> Iterator[Symbol]:
    """A symbol and those within it: `BookQuerySet` of `BookQuerySet.as_manager()`."""
    if isinstance(symbol, tuple):
        yield symbol
        for each in symbol:
            if isinstance(each, tuple):
                yield from _parts(each)


_KEYWORD_CALLS = frozenset(
    {
        "filter", "exclude", "get", "filter_by", "create", "get_or_create", "update_or_create", "update", "get_object_or_404", "get_list_or_404",
        "get_or_none", "aget", "acreate", "first_or_404",
    }
)  # fmt: skip


def _in_classes(facts: UnitFacts) -> Iterator[Drift]:
    """Attributes of model classes in queries (`User.emial == x`) and of their records, where a name is close to a field."""
    for node in facts.nodes(t.Attribute):
        if isinstance(node.parent, t.Attribute) or (isinstance(node.parent, t.Call) and node.parent.func is node):
            continue
        if not isinstance(node.value, t.Name) or node.value.id in ("self", "cls") or not node.attr.islower():
            continue
        if node.attr.startswith("_"):
            continue
        found = facts.resolve(node.value)
        if found is None or not found.internal or found.kind not in ("class", "instance") or _is_target(node):
            continue
        columns = facts.asking.ask(MODEL_COLUMNS, found.name)
        if columns is None or node.attr in columns or node.attr.removesuffix("_id") in columns:
            continue
        if node.attr.startswith("model_") and not PYDANTIC.isdisjoint(facts.lineage(found.name)):
            continue
        close = _VERY_CLOSE if found.kind == "instance" else _CLOSE
        meant = next(iter(difflib.get_close_matches(node.attr, list(columns), 1, close)), "")
        if not meant or (found.kind == "instance" and is_asked_for_type(facts, node.value)):
            continue
        if not _is_given_to_record(facts, node):
            edit = Edit(Span(node.attr_start, node.attr_start + len(node.attr)), meant)
            known = found.kind == "instance" or _is_column(facts, found.name, meant)
            edits = (edit,) if known and is_slip(node.attr, meant) else ()
            yield Drift(
                node=node,
                column=node.attr,
                of=_named(found.name),
                meant=meant if known else "",
                edits=edits,
                place=DriftPlace.CLOSE,
            )


def _in_queries(facts: UnitFacts) -> Iterator[Drift]:
    """Attributes of model classes that queries compare, whatever their names: `where(Stay.room == number)`."""
    for node, model in query_drift(facts):
        columns = facts.asking.ask(MODEL_COLUMNS, model)
        meant = _closest(node.attr, columns.own) if columns is not None else ""
        yield Drift(node=node, column=node.attr, of=_named(model), meant=meant, edits=(), place=DriftPlace.QUERY)


def _is_column(facts: UnitFacts, model: str, name: str) -> bool:
    """Whether a name is a column, which a query can compare, not a relation or a method."""
    found = facts.asking.ask(SCHEMA, model)
    if found is None or not any(name in (field.name, f"{field.name}_id") for field in found.fields):
        return False
    for ancestor in facts.lineage(model):
        summary = facts.asking.ask(CLASS, ancestor)
        for field in summary.fields if summary is not None else ():
            if field.name == name:
                made = {str(each[-1]).rpartition(".")[2].lower() for each in _parts(field.symbol)}
                return made.isdisjoint(_RELATIONS)
    return True


_RELATIONS = frozenset({"relationship", "relation", "genericrelation", "association_proxy", "dynamic_loader"})
"""What makes an attribute a relation, in lower case."""


def _is_given_to_record(facts: UnitFacts, node: t.Attribute) -> bool:
    """Whether the unit gives its records an attribute of this name itself."""
    return any(each.attr == node.attr and _is_target(each) for each in facts.nodes(t.Attribute))


def _is_target(node: t.Attribute) -> bool:
    parent = node.parent
    return (isinstance(parent, t.Assign) and node in parent.targets) or (
        isinstance(parent, t.AnnAssign) and parent.target is node
    )


def is_slip(written: str, meant: str) -> bool:
    """Whether one slip of the fingers lies between two names: a letter too many, too few or wrong, letters the wrong way round;
    or the `_id` of a reference.
    """
    if meant and (f"{written}_id" == meant or (sorted(written) == sorted(meant) and len(meant) >= _LONG)):
        return True
    if not meant or written == meant or abs(len(written) - len(meant)) > 1:
        return False
    first = next(
        (n for n, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), min(len(written), len(meant))
    )
    rest, other = written[first:], meant[first:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]


def _closest(column: str, columns: Iterable[str]) -> str:
    """The name that was most likely meant; empty: none is close."""
    plain = [each for each in columns if not each.startswith("_") and each != "pk"]
    close = difflib.get_close_matches(column, plain, 1, _CLOSE)
    if close:
        return close[0]
    parts = [each for each in plain if len(each) > 2 and (column.endswith(f"_{each}") or each.endswith(f"_{column}"))]
    return parts[0] if len(parts) == 1 else ""
