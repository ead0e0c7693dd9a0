"""One read or write of a store, as rules see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as OneOf

from offpath.facts.project.references import Ref
from offpath.facts.stores.sql_source import SqlSource
from offpath.facts.summaries.contribution import Operation, Store
from offpath.facts.summaries.steps import Step
from offpath.syntax import tree as t

if TYPE_CHECKING:
    from offpath.facts.stores.sql.ast import Condition, Statement

Certainty: TypeAlias = OneOf["known", "by-name"]


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """One condition on which records are meant: `column op value`."""

    column: str
    """The column, field path (`order__customer`), document key or parameter; `key` for a redis key."""
    op: str
    """`=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `like`, `is`, or the lookup's or operator's own name."""
    value: t.Expr | None
    """What it is compared with; None where that is not a Python expression (a literal or column in SQL)."""
    conjunctive: bool = True
    """Whether every record that is read or changed meets it."""
    table: str = ""
    """The table or model that the column is written with, where that is not the access's own."""
    node: t.Node | None = None
    """Where it is written: the comparison, keyword or dict item; for SQL the statement's expression."""
    condition: Condition | None = None
    """The condition in SQL."""
    is_key: bool = False
    """Whether the call takes the record's key here and nothing else, whatever the column is called."""


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """One column and the value that it gets."""

    column: str
    value: t.Expr | None
    """None where the value is not a Python expression (SQL computes it)."""
    relative: bool = False
    """Whether the store computes it from the old value: `balance = balance - ?`, `F("x") + 1`, `$inc`."""
    node: t.Node | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DataAccess:
    """A read or write of a store."""

    store: Store
    operation: Operation
    call: t.Call
    """The call that reaches the store: `execute(…)`, `get(…)`, `save()`; for a lazy query its outermost call."""
    target: str = ""
    """The table, model, collection or key prefix, in lower case without schema; empty: cannot tell."""
    model: Ref | None = None
    model_node: t.Expr | None = None
    """The expression that names the model or table object."""
    filters: tuple[Filter, ...] = ()
    values: tuple[Assigned, ...] = ()
    record: t.Expr | None = None
    """The record that is written or deleted as a whole: `user` in `user.save()`, `session.add(user)`, `repo.save(user)`."""
    results: tuple[t.Expr, ...] = ()
    """The expressions that hold what was read (or what a write answers)."""
    one: bool = False
    """Whether at most one record (or one value) is read."""
    scalar: bool = False
    """Whether the result is a column's value, not a record."""
    columns: tuple[str, ...] = ()
    """The columns that are read, in order, where they are named."""
    locks: bool = False
    """Whether the read locks what it reads until the transaction ends."""
    conditional: bool = False
    """Whether a write asks the store for something that cannot be read here: a `ConditionExpression`."""
    lazy: bool = False
    """Whether nothing runs yet: a query set or a query that is handed on."""
    source: SqlSource | None = None
    statement: Statement | None = None
    statement_node: t.Expr | None = None
    """The expression that builds the statement: SQL text, `select(…)`, or the query's chain."""
    parameters: tuple[tuple[str | int, t.Expr], ...] = ()
    """Python values bound to placeholders, by position or name."""
    through: str = ""
    """The project's function that does it, dotted, where `call` only calls that."""
    there: Step | None = None
    """Where that reaches the store."""
    owner: t.Expr | None = None
    """The record whose related records are meant: `user` in `user.tickets.get(…)`."""
    receiver: t.Expr | None = None
    """The session, connection, cursor, collection, client or repository."""
    certainty: Certainty = "known"
    in_graph: bool = False
    """Whether records belong to others by relations, so that one without an owner's property may be everybody's."""
    is_file: bool = False
    """Whether the store is a file beside the program: two matter to each other only where several run the same code at once."""
    tables: tuple[str, ...] = field(default=())
    """Every table or model that takes part, joined ones included."""

    @property
    def reads(self) -> bool:
        """Whether records are read."""
        return self.operation == "read"

    @property
    def writes(self) -> bool:
        """Whether records are changed."""
        return self.operation in ("insert", "update", "delete", "upsert")

    def filters_on(self, *columns: str) -> tuple[Filter, ...]:
        """The conditions on any of these columns, at either end of a field path."""
        return tuple(f for f in self.filters if f.column in columns or set(f.column.split("__")) & set(columns))

    def value_of(self, column: str) -> Assigned | None:
        """What a column gets."""
        return next((v for v in self.values if v.column == column), None)
