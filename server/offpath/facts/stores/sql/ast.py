"""What is known of one SQL statement: frozen values whose spans are offsets into the original `SqlText`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Literal as OneOf
from typing import TypeAlias

from offpath.text.span import Span

Kind: TypeAlias = OneOf[
    "select",
    "insert",
    "update",
    "delete",
    "replace",
    "create_table",
    "create_index",
    "alter_table",
    "transaction",
    "pragma",
    "other",
]
Role: TypeAlias = OneOf["target", "source", "joined", "subquery", "cte"]
Clause: TypeAlias = OneOf["where", "on", "having", "conflict"]
ScopeKind: TypeAlias = OneOf["main", "subquery", "derived", "cte", "branch"]
HoleRole: TypeAlias = OneOf["value", "quoted", "list", "condition", "identifier", "fragment"]


class PlaceholderStyle(str, Enum):
    """How a driver writes a bound parameter; the value is an example of it."""

    QMARK = "?"
    FORMAT = "%s"
    PYFORMAT = "%(name)s"
    NAMED = ":name"
    NUMERIC = ":1"
    DOLLAR = "$1"
    AT = "@name"

    @property
    def is_named(self) -> bool:
        """Whether parameters are given by name."""
        return self in (PlaceholderStyle.PYFORMAT, PlaceholderStyle.NAMED, PlaceholderStyle.AT)

    @property
    def is_numbered(self) -> bool:
        """Whether a placeholder says which parameter of a sequence it takes."""
        return self in (PlaceholderStyle.NUMERIC, PlaceholderStyle.DOLLAR)

    def write(self, name: str, number: int) -> str:
        """The placeholder for the parameter called `name`, or with that number, in this style."""
        return {
            PlaceholderStyle.QMARK: "?",
            PlaceholderStyle.FORMAT: "%s",
            PlaceholderStyle.PYFORMAT: f"%({name})s",
            PlaceholderStyle.NAMED: f":{name}",
            PlaceholderStyle.NUMERIC: f":{number}",
            PlaceholderStyle.DOLLAR: f"${number}",
            PlaceholderStyle.AT: f"@{name}",
        }[self]


@dataclass(frozen=True, slots=True)
class SqlText:
    """A statement as the program would send it; `holes` are the parts that are only known when it runs.

    A hole's characters in `text` stand for an f-string's or format's value and may be anything. An empty hole
    is a place where unknown text may appear.
    """

    text: str
    holes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A bound parameter: the `ordinal`-th (from 0) placeholder of the text, with its name or number.

    `quoted`: it stands inside quotation marks or a comment, where the driver counts it as a parameter all the same.
    """

    style: PlaceholderStyle
    span: Span
    ordinal: int
    name: str | None = None
    number: int | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """A value formatted into the text; `quoted` when it stands inside quotation marks, which `span` then covers."""

    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: text, number, truth value or NULL (`None`)."""

    value: str | int | float | bool | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """A column, in lower case without quotes; `table` is the real table it belongs to, where that is certain."""

    column: str
    qualifier: str | None
    table: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Subquery:
    """A nested query; `scope` is its index in `Statement.scopes`, `None` where it is a set operation."""

    scope: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Expression:
    """Anything else: what it is made of, in the order of the text."""

    span: Span
    columns: tuple[ColumnRef, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    holes: tuple[Hole, ...] = ()


Operand: TypeAlias = Placeholder | Hole | Literal | ColumnRef | Subquery | Expression


@dataclass(frozen=True, slots=True)
class Scope:
    """One SELECT, UPDATE, DELETE or INSERT within the statement; the main one has index 0.

    `required`: every row that the statement returns or changes comes from, or passes, a row of this scope.
    `span` and `where_span` are missing where the text could not be matched with the parsed query;
    `where_span` covers the condition without the word WHERE.
    """

    index: int
    kind: ScopeKind
    parent: int | None
    required: bool
    span: Span | None = None
    where_span: Span | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TableRef:
    """A table in a FROM, a JOIN or as target; `name` is `None` where it is formatted into the text.

    `name`, `schema` and `alias` are in lower case without quotes, `span` covers the name alone as written.
    `optional`: an outer join may leave it without a row.
    """

    name: str | None
    schema: str | None
    alias: str | None
    role: Role
    scope: int
    span: Span
    alias_span: Span | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison, `column op operand`, with the column on the left whatever the text says.

    `bare`: the left side is the column itself, not an expression around it. `holds_in_scope`: true for every row
    of its scope (not below OR or NOT, not in an outer join's ON). `conjunctive`: true for every row that the
    statement returns or changes. `table` is the real table of the column, `None` when it is not certain; `qualifier` the alias or
    table name written before it.
    """

    column: str | None
    table: str | None
    op: str
    operand: Operand
    span: Span
    conjunctive: bool
    scope: int = 0
    clause: Clause = "where"
    bare: bool = True
    holds_in_scope: bool = True
    column_span: Span | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A column and the value that an UPDATE or INSERT gives it (the first row's, where there are several).

    `relative`: the value is computed from the same column (`balance = balance - ?`), with `operator` when it is
    one step from it. `column` is `None` for an INSERT without a column list, or for a name known only at run time.
    """

    column: str | None
    value: Operand
    relative: bool = False
    operator: str | None = None
    on_conflict: bool = False


@dataclass(frozen=True, slots=True)
class SelectedColumn:
    """One item of the main SELECT's list: `name` is the one in the result, `column` the one that is read."""

    name: str | None
    column: str | None = None
    table: str | None = None
    star: bool = False
    aggregate: bool = False
    function: bool = False
    within: str | None = None
    """The column that an expression is built around: `amount` of `SUM(amount)`."""


@dataclass(frozen=True, slots=True)
class OnConflict:
    """What an INSERT does when the row exists; `columns` the unique ones named."""

    action: OneOf["nothing", "update", "replace"]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoleUse:
    """A run-time part of the text and what it stands for.

    `value`: a comparison's or assignment's value; `quoted`: within quotation marks (`span` covers the quoted whole);
    `list`: the content of an IN or VALUES list; `condition`: a truth value of its own; `identifier`: (part of) a
    name; `fragment`: anything, clauses included.
    """

    span: Span
    role: HoleRole


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that refer to columns of another table."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreatedColumn:
    """A column as CREATE TABLE or ALTER TABLE declares it; `type` is the parser's name for it, in lower case."""

    name: str
    type: str | None
    primary: bool = False
    unique: bool = False
    not_null: bool = False
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Created:
    """What a CREATE TABLE, CREATE INDEX or ALTER TABLE … ADD declares of a table.

    `unique` lists every set of columns that is unique (the primary key too), `checks` the text of the conditions.
    """

    table: str
    schema: str | None
    columns: tuple[CreatedColumn, ...] = ()
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[str, ...] = ()
    whole: bool = False
    """Whether these are all columns: CREATE TABLE, and not from a query."""
    renamed_to: str | None = None
    """What ALTER TABLE … RENAME TO calls the table from then on."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement, understood. `more` says that the text holds further statements (see `parse_script`)."""

    sql: SqlText
    kind: Kind
    span: Span
    dialect: str | None = None
    scopes: tuple[Scope, ...] = ()
    tables: tuple[TableRef, ...] = ()
    conditions: tuple[Condition, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    columns: tuple[SelectedColumn, ...] = ()
    limit: Operand | None = None
    for_update: bool = False
    on_conflict: OnConflict | None = None
    returning: tuple[str, ...] | None = None
    placeholders: tuple[Placeholder, ...] = ()
    holes: tuple[HoleUse, ...] = ()
    created: Created | None = None
    grouped: bool = False
    row_count: int | None = None
    more: bool = False

    @property
    def where_span(self) -> Span | None:
        """The main scope's condition, without the word WHERE."""
        return self.scopes[0].where_span if self.scopes else None

    @property
    def style(self) -> PlaceholderStyle | None:
        """The one style of all placeholders; `None` when there are none, or several styles."""
        styles = {placeholder.style for placeholder in self.placeholders}
        return styles.pop() if len(styles) == 1 else None

    @property
    def target(self) -> TableRef | None:
        """The table that the statement changes, or the first one the main SELECT reads."""
        main = [table for table in self.tables if table.scope == 0]
        return next((table for table in main if table.role == "target"), main[0] if main else None)

    @property
    def table_names(self) -> tuple[str, ...]:
        """Every real table that the statement names, anywhere, each once."""
        real = (table.name for table in self.tables if table.role not in ("subquery", "cte"))
        return tuple(dict.fromkeys(name for name in real if name is not None))

    @property
    def sets_relative(self) -> bool:
        """Whether a column is set from its own old value, which the database does atomically."""
        return any(assignment.relative for assignment in self.assignments)

    @property
    def is_aggregate(self) -> bool:
        """Whether the SELECT answers one row of aggregates whatever the table holds."""
        return bool(self.columns) and not self.grouped and all(column.aggregate for column in self.columns)

    @property
    def only_functions(self) -> bool:
        """Whether the SELECT only calls functions that are no aggregates, as statements run for effect do."""
        return bool(self.columns) and all(column.function and not column.aggregate for column in self.columns)

    @property
    def has_fragments(self) -> bool:
        """Whether unknown clauses may be formatted into the text."""
        return any(hole.role == "fragment" for hole in self.holes)

    def conditions_on(self, column: str) -> Iterator[Condition]:
        """The conditions that compare a column of that name, of whatever table."""
        wanted = column.lower()
        return (condition for condition in self.conditions if condition.column == wanted)
