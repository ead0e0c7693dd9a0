"""Adds a condition to a statement by insertions into its text; whatever is not inserted stays as it was."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.facts.stores.sql.ast import (
    Condition,
    Hole,
    HoleRole,
    Placeholder,
    PlaceholderStyle,
    Scope,
    SqlText,
    Statement,
    TableRef,
)
from offpath.facts.stores.sql.parse import parse_sql
from offpath.repair.sql.clauses import InsertionPoint, find_place
from offpath.repair.sql.writing import quoted_like
from offpath.text.span import Edit, Span, apply_edits

# Parts that are put in at run time and may bring placeholders of their own.
_HIDING: frozenset[HoleRole] = frozenset({"value", "list", "condition", "fragment"})


@dataclass(frozen=True, slots=True)
class SpliceResult:
    """Insertions into the original text, and the parameter that they ask for.

    `position` counts the positional parameters before the new one, `position_from_end` those after it; one of them is
    `None` where a hole on that side may bring placeholders of its own. Both are `None` for named styles, where
    `name` is the parameter's name. `number` is the number written, in numbered styles.
    """

    edits: tuple[Edit, ...]
    condition: str
    placeholder: str
    style: PlaceholderStyle
    scope: int
    position: int | None = None
    position_from_end: int | None = None
    name: str | None = None
    number: int | None = None

    def applied_to(self, sql: SqlText) -> SqlText:
        """The statement with the condition in it."""
        text = apply_edits(sql.text, self.edits)
        return SqlText(text, tuple(_moved(hole, self.edits) for hole in sql.holes))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Which table the condition is for, where it is read, and the condition that led there."""

    scope: Scope
    table: TableRef
    anchor: Condition | None
    qualified: bool


@dataclass(frozen=True, slots=True)
class _Parameter:
    text: str
    position: int | None = None
    position_from_end: int | None = None
    name: str | None = None
    number: int | None = None


def add_condition(
    statement: Statement,
    column: str,
    style: PlaceholderStyle | None = None,
    *,
    table: str | None = None,
    anchor: Condition | None = None,
    name: str | None = None,
) -> SpliceResult | None:
    """`AND column = <placeholder>` where the statement reads or changes `table`.

    `anchor` is the condition that picks the record by its identifier; without it the likeliest one is taken, and
    `table` defaults to its table, or to the one that an UPDATE or DELETE changes. `name` is the wish for a named parameter; another is taken when it is in use.
    `None` where the condition cannot be added with certainty that it holds for every row and changes nothing else.
    """
    style = style or statement.style
    if style is None or statement.more or not _takes(statement, style):
        return None
    spot = _spot(statement, table.lower() if table else None, anchor)
    place = find_place(statement, spot.scope) if spot is not None else None
    if spot is None or place is None:
        return None
    parameter = _parameter(statement, style, place.offset, name or column)
    left = _left_side(statement, column, spot, place)
    if parameter is None or left is None:
        return None
    condition = f"{left} = {parameter.text}"
    result = SpliceResult(
        place.edits(condition),
        condition,
        parameter.text,
        style,
        spot.scope.index,
        parameter.position,
        parameter.position_from_end,
        parameter.name,
        parameter.number,
    )
    return result if _holds(statement, result, column, spot) else None


def _takes(statement: Statement, style: PlaceholderStyle) -> bool:
    """Whether a placeholder of this style can stand beside what the text holds."""
    if any(each.style is not style for each in statement.placeholders):
        return False
    is_percent = style in (PlaceholderStyle.FORMAT, PlaceholderStyle.PYFORMAT)
    # A driver reads % as an escape only once there are parameters: the first one would change the text's meaning.
    return bool(statement.placeholders) or not is_percent or "%" not in statement.sql.text


# Where it belongs


def _spot(statement: Statement, table: str | None, anchor: Condition | None) -> _Spot | None:
    if table is None and anchor is None and statement.kind in ("update", "delete") and statement.target is not None:
        table = statement.target.name
    anchor = anchor or _likely_anchor(statement, table)
    wanted = table or (anchor.table if anchor else None)
    scope = _scope(statement, wanted, anchor)
    if scope is None or not _restricts(statement, scope):
        return None
    tables = [each for each in statement.tables if each.scope == scope.index]
    led_here = anchor if anchor is not None and anchor.scope == scope.index else None
    found = _table(tables, wanted, led_here)
    if found is None or found.optional or found.role in ("subquery", "cte"):
        return None
    if scope.kind == "branch" and _read_in_other_branches(statement, scope, found):
        return None
    has_qualifier = led_here is not None and led_here.qualifier is not None
    return _Spot(scope, found, led_here, len(tables) > 1 or has_qualifier)


def _likely_anchor(statement: Statement, table: str | None) -> Condition | None:
    candidates = [
        condition
        for condition in statement.conditions
        if condition.op in ("=", "in")
        and condition.bare
        and condition.holds_in_scope
        and condition.clause != "having"
        and isinstance(condition.operand, (Placeholder, Hole))
        and (table is None or condition.table in (None, table))
    ]
    return min(candidates, key=_unlikeliness, default=None)


def _unlikeliness(condition: Condition) -> tuple[bool, bool, bool]:
    column = condition.column or ""
    return condition.table is None, column not in ("id", "pk", "uuid"), not column.endswith(("id", "uuid", "key"))


def _scope(statement: Statement, table: str | None, anchor: Condition | None) -> Scope | None:
    reading = [each.scope for each in statement.tables if each.name == table and each.role not in ("subquery", "cte")]
    if anchor is not None and (table is None or anchor.scope in reading):
        return statement.scopes[anchor.scope]
    if table is None:
        # No condition to go by: only a statement about one table leaves no choice.
        reading = [each.scope for each in statement.tables] if len(statement.tables) == 1 else []
    return statement.scopes[reading[0]] if len(reading) == 1 else None


def _restricts(statement: Statement, scope: Scope) -> bool:
    """Whether fewer rows in the scope can only mean fewer rows in the answer."""
    if statement.kind not in ("select", "update", "delete", "insert", "replace"):
        return False
    if scope.index == 0 and statement.kind in ("insert", "replace"):
        return False
    if scope.kind == "branch":
        return scope.parent is None or statement.scopes[scope.parent].required
    return scope.required


def _table(tables: list[TableRef], wanted: str | None, anchor: Condition | None) -> TableRef | None:
    matching = [each for each in tables if wanted is None or each.name == wanted]
    if len(matching) > 1 and anchor is not None and anchor.qualifier is not None:
        matching = [each for each in matching if anchor.qualifier == (each.alias or each.name)]
    return matching[0] if len(matching) == 1 else None


def _read_in_other_branches(statement: Statement, scope: Scope, table: TableRef) -> bool:
    branches = {each.index for each in statement.scopes if each.kind == "branch" and each.index != scope.index}
    return any(each.scope in branches and each.name in (table.name, None) for each in statement.tables)


# What is written


def _left_side(statement: Statement, column: str, spot: _Spot, place: InsertionPoint) -> str | None:
    text = statement.sql.text
    sample = _quoting_sample(statement, spot)
    written = quoted_like(column, sample)
    if written is None or not (spot.qualified or place.may_join_more):
        return written
    if spot.table.alias_span is not None:
        return f"{spot.table.alias_span.of(text)}.{written}"
    return f"{spot.table.span.of(text)}.{written}" if spot.table.name is not None else None


def _quoting_sample(statement: Statement, spot: _Spot) -> str | None:
    anchor_span = spot.anchor.column_span if spot.anchor is not None else None
    spans = [anchor_span] if anchor_span else [each.column_span for each in statement.conditions]
    return next((span.of(statement.sql.text) for span in spans if span is not None), None)


def _parameter(statement: Statement, style: PlaceholderStyle, offset: int, wish: str) -> _Parameter | None:
    existing = statement.placeholders
    if style.is_named:
        name = _free_name(wish, {each.name for each in existing})
        return _Parameter(style.write(name, 0), name=name)
    hiding = [hole.span for hole in statement.holes if hole.role in _HIDING]
    if style.is_numbered:
        return _numbered(existing, style, offset) if not hiding else None
    before = sum(each.span.start < offset for each in existing)
    start = before if all(hole.start >= offset for hole in hiding) else None
    end = len(existing) - before if all(hole.start < offset for hole in hiding) else None
    return _Parameter(style.write("", 0), start, end) if start is not None or end is not None else None


def _numbered(existing: tuple[Placeholder, ...], style: PlaceholderStyle, offset: int) -> _Parameter | None:
    numbers = {each.number for each in existing}
    if numbers != set(range(1, len(numbers) + 1)):
        return None
    if style is PlaceholderStyle.NUMERIC and any(each.span.start > offset for each in existing):
        # Drivers disagree whether :1, :2 go by number or by order of appearance; at the end both say the same.
        return None
    number = len(numbers) + 1
    return _Parameter(style.write("", number), number - 1, 0, number=number)


def _free_name(wish: str, taken: set[str | None]) -> str:
    if wish not in taken:
        return wish
    candidate = f"current_{wish}"
    suffix = 2
    while candidate in taken:
        candidate = f"current_{wish}_{suffix}"
        suffix += 1
    return candidate


# Whether it came out right


def _holds(statement: Statement, result: SpliceResult, column: str, spot: _Spot) -> bool:
    """Reads the edited text again: the condition is there, in its scope, for its table, and all else is as it was.

    It is read in the statement's dialect and as a text of unknown dialect: with the placeholder it may look like another's.
    """
    edited = result.applied_to(statement.sql)
    return all(_holds_in(parse_sql(edited, d), statement, result, column, spot) for d in (statement.dialect, None))


def _holds_in(after: Statement | None, statement: Statement, result: SpliceResult, column: str, spot: _Spot) -> bool:
    if after is None or after.kind != statement.kind or len(after.scopes) != len(statement.scopes):
        return False
    added = [each for each in after.conditions if _is_added(each, result, column, spot)]
    rest = [_outline(each) for each in after.conditions if each not in added]
    return (
        len(added) == 1
        and rest == [_outline(each) for each in statement.conditions]
        and len(after.placeholders) == len(statement.placeholders) + 1
        and after.limit.__class__ is statement.limit.__class__
        and len(after.assignments) == len(statement.assignments)
    )


def _is_added(condition: Condition, result: SpliceResult, column: str, spot: _Spot) -> bool:
    operand = condition.operand
    return (
        condition.column == column.lower()
        and condition.scope == result.scope
        and condition.holds_in_scope
        and condition.clause == "where"
        and condition.table == spot.table.name
        and isinstance(operand, Placeholder)
        and any(_span_after(edit, result.edits).contains(operand.span) for edit in result.edits)
    )


def _span_after(edit: Edit, edits: tuple[Edit, ...]) -> Span:
    shift = sum(len(other.new_text) for other in edits if other.span.start < edit.span.start)
    start = edit.span.start + shift
    return Span(start, start + len(edit.new_text))


def _outline(condition: Condition) -> tuple[object, ...]:
    return condition.column, condition.table, condition.op, condition.scope, condition.holds_in_scope, condition.bare


def _moved(hole: Span, edits: tuple[Edit, ...]) -> Span:
    return hole.shifted(sum(len(edit.new_text) for edit in edits if edit.span.start <= hole.start))
