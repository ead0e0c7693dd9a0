"""From the parser's tree of one statement to a `Statement`."""

from __future__ import annotations

from typing import Literal as OneOf

from sqlglot import exp

from offpath.facts.stores.sql.ast import (
    Assignment,
    ColumnRef,
    Expression,
    Kind,
    OnConflict,
    Operand,
    SelectedColumn,
    SqlText,
    Statement,
)
from offpath.facts.stores.sql.created import read_created
from offpath.facts.stores.sql.reader import Reader
from offpath.facts.stores.sql.statement_text import (
    StatementText,
    argument,
    arguments,
    fixed_name,
    is_query,
    own_nodes,
    unwrapped,
)
from offpath.text.span import Span

_STEPS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_NOT_CALLS = (exp.Connector, exp.Case, exp.Cast, exp.SubqueryPredicate)


def read_statement(
    tree: exp.Expr, sql: SqlText, span: Span, kind: Kind, source: StatementText, dialect: str
) -> Statement | None:
    """Understands one tree; `None` where it is not the statement that its first word promises."""
    reader = Reader(source)
    if isinstance(tree, (exp.Create, exp.Alter)):
        created = read_created(tree, source, sql.text)
        return None if created is None else _statement(reader, sql, span, kind, source, dialect, created=created)
    if isinstance(tree, (exp.Update, exp.Delete)):
        return _read_change(tree, reader, sql, span, source, dialect)
    if isinstance(tree, exp.Insert):
        return _read_insert(tree, reader, sql, span, kind, source, dialect)
    return _read_select(tree, reader, sql, span, source, dialect) if is_query(tree) else None


def _read_select(
    tree: exp.Expr, reader: Reader, sql: SqlText, span: Span, source: StatementText, dialect: str
) -> Statement | None:
    reader.query(tree, "main", None, True)
    first = _first_select(tree)
    if first is None or not reader.scopes.size:
        return None
    columns = tuple(_selected(each, reader, 0) for each in first.expressions)
    return _statement(
        reader,
        sql,
        span,
        "select",
        source,
        dialect,
        columns=columns,
        limit=_limit(tree, reader),
        for_update=_locks(tree),
        grouped=argument(first, "group") is not None,
    )


def _read_change(
    tree: exp.Update | exp.Delete, reader: Reader, sql: SqlText, span: Span, source: StatementText, dialect: str
) -> Statement | None:
    is_update = isinstance(tree, exp.Update)
    if is_update and not tree.expressions:
        return None
    index = reader.scopes.open("main", None, True)
    reader.common_tables(tree, index)
    _read_targets(tree, reader, index)
    where = argument(tree, "where")
    if where is not None and isinstance(where.this, exp.Expr):
        reader.boolean(where.this, index, "where")
    assignments = (
        tuple(each for node in tree.expressions for each in _assigned(node, reader, False)) if is_update else ()
    )
    reader.locate(tree, index)
    return _statement(
        reader,
        sql,
        span,
        "update" if is_update else "delete",
        source,
        dialect,
        assignments=assignments,
        limit=_limit(tree, reader),
        returning=_returning(tree),
        for_update=_locks(tree),
    )


def _read_targets(tree: exp.Update | exp.Delete, reader: Reader, index: int) -> None:
    """MySQL's `DELETE a FROM a JOIN b` names its targets twice: the first list says which of the tables change."""
    named = {fixed_name(table.this) for table in arguments(tree, "tables")}
    if isinstance(tree.this, exp.Expr):
        reader.table(tree.this, index, "source" if named else "target")
    source = argument(tree, "from")
    if source is not None and isinstance(source.this, exp.Expr):
        reader.table(source.this, index, "source")
    for table in arguments(tree, "using"):
        reader.table(table, index, "source")
    reader.scopes.mark_targets(index, named)


def _read_insert(
    tree: exp.Insert, reader: Reader, sql: SqlText, span: Span, kind: Kind, source: StatementText, dialect: str
) -> Statement | None:
    schema = tree.this
    table = schema.this if isinstance(schema, exp.Schema) else schema
    if not isinstance(table, exp.Table):
        return None
    index = reader.scopes.open("main", None, True)
    reader.common_tables(tree, index)
    reader.table(table, index, "target")
    names = [fixed_name(each) for each in schema.expressions] if isinstance(schema, exp.Schema) else []
    assignments, rows = _inserted(argument(tree, "expression"), names, reader, index)
    conflict = argument(tree, "conflict")
    if conflict is not None:
        assignments += [each for node in conflict.expressions for each in _assigned(node, reader, True)]
        where = argument(conflict, "where")
        if where is not None and isinstance(where.this, exp.Expr):
            reader.boolean(where.this, index, "conflict")
    reader.locate(tree, index)
    return _statement(
        reader,
        sql,
        span,
        kind,
        source,
        dialect,
        assignments=tuple(assignments),
        returning=_returning(tree),
        on_conflict=_conflict(tree, conflict, kind),
        row_count=rows,
    )


def _inserted(
    node: exp.Expr | None, names: list[str | None], reader: Reader, index: int
) -> tuple[list[Assignment], int | None]:
    values: list[exp.Expr] = []
    rows: int | None = None
    scope = index
    if isinstance(node, exp.Values):
        rows = len(node.expressions)
        first = node.expressions[0] if rows else None
        values = list(first.expressions) if isinstance(first, exp.Tuple) else []
        if "list" in {hole.role for hole in reader.source.holes}:
            rows = None
    elif node is not None and is_query(node):
        scope = reader.query(node, "derived", index, True) or scope
        select = _first_select(node)
        values = [each.unalias() for each in select.expressions] if select is not None else []
        if any(isinstance(value, exp.Star) for value in values):
            return [], None
    columns: list[str | None] = names or [None] * len(values)
    operands = [reader.operand(value, scope) for value in values]
    if len(operands) != len(columns):
        # VALUES %s, as bulk helpers want it: the rows are known to the program alone.
        span = reader.source.span(node) if node is not None else None
        return [Assignment(column, Expression(span or Span(0, 0))) for column in columns], None
    return [Assignment(column, value) for column, value in zip(columns, operands, strict=True)], rows


def _assigned(node: exp.Expr, reader: Reader, on_conflict: bool) -> list[Assignment]:
    """What one item of a SET list assigns: `(a, b) = (?, ?)` assigns twice."""
    if not isinstance(node, exp.EQ):
        return [Assignment(None, reader.operand(node, 0), on_conflict=on_conflict)]
    left, right = node.this, unwrapped(node.expression)
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        members = zip(left.expressions, right.expressions, strict=False)
        return [_assignment(column, value, reader, on_conflict) for column, value in members]
    return [_assignment(left, node.expression, reader, on_conflict)]


def _assignment(left: exp.Expr, right: exp.Expr, reader: Reader, on_conflict: bool) -> Assignment:
    column = fixed_name(left.this if isinstance(left, exp.Column) else left)
    value = reader.operand(right, 0)
    own = [each for each in own_nodes(right) if isinstance(each, exp.Column) and _is_same(each, column)]
    operator = _step(unwrapped(right), column) if own else None
    return Assignment(column, value, bool(own), operator, on_conflict)


def _is_same(node: exp.Column, column: str | None) -> bool:
    return column is not None and fixed_name(node.this) == column and fixed_name(node.args.get("table")) != "excluded"


def _step(value: exp.Expr, column: str | None) -> str | None:
    operator = _STEPS.get(type(value))
    if operator is None:
        return None
    sides = [value.this, value.expression] if operator in "+*" else [value.this]
    return operator if any(isinstance(side, exp.Column) and _is_same(side, column) for side in sides) else None


def _conflict(tree: exp.Insert, conflict: exp.Expr | None, kind: Kind) -> OnConflict | None:
    alternative = str(tree.args.get("alternative") or "").upper()
    if kind == "replace" or alternative == "REPLACE":
        return OnConflict("replace")
    if conflict is None:
        return OnConflict("nothing") if alternative == "IGNORE" or tree.args.get("ignore") else None
    keys = [each.this if isinstance(each, exp.Ordered) else each for each in arguments(conflict, "conflict_keys")]
    names = tuple(name for name in (fixed_name(key) for key in keys) if name is not None)
    action: OneOf["nothing", "update"] = "update" if conflict.expressions else "nothing"
    return OnConflict(action, names)


def _selected(node: exp.Expr, reader: Reader, scope: int) -> SelectedColumn:
    inner = node.unalias()
    name = fixed_name(node.alias) if isinstance(node, exp.Alias) else None
    if isinstance(inner, exp.Star) or (isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star)):
        table = reader.scopes.table_of(fixed_name(inner.args.get("table")), scope)
        return SelectedColumn(None, None, table, star=True)
    value, bare = reader.column_of(inner, scope)
    column: ColumnRef | None = value if bare else None
    is_call = isinstance(inner, exp.Func) and not isinstance(inner, _NOT_CALLS)
    return SelectedColumn(
        name or (column.column if column else None),
        column.column if column else None,
        column.table if column else None,
        aggregate=_is_aggregate(inner),
        function=is_call,
        within=value.column if value is not None and not bare else None,
    )


def _is_aggregate(node: exp.Expr) -> bool:
    """Whether the value is one for all rows: an aggregate with nothing beside it that differs from row to row."""
    nodes = own_nodes(node)
    if any(isinstance(each, exp.Window) for each in nodes):
        return False
    if not any(isinstance(each, exp.AggFunc) for each in nodes):
        return False
    columns = (each for each in nodes if isinstance(each, exp.Column))
    return all(column.find_ancestor(exp.AggFunc) is not None for column in columns)


def _first_select(node: exp.Expr) -> exp.Select | None:
    while isinstance(node, (exp.Subquery, exp.Paren, exp.SetOperation)):
        node = node.this
    return node if isinstance(node, exp.Select) else None


def _limit(tree: exp.Expr, reader: Reader) -> Operand | None:
    limit = argument(tree, "limit")
    value = None if limit is None else argument(limit, "count") or argument(limit, "expression")
    return None if value is None else reader.operand(value, 0)


def _locks(tree: exp.Expr) -> bool:
    return any(lock.args.get("update") for lock in tree.find_all(exp.Lock))


def _returning(tree: exp.Expr) -> tuple[str, ...] | None:
    returning = argument(tree, "returning")
    if returning is None:
        return None
    return tuple("*" if isinstance(each, exp.Star) else each.alias_or_name.lower() for each in returning.expressions)


def _statement(
    reader: Reader, sql: SqlText, span: Span, kind: Kind, source: StatementText, dialect: str, **parts: object
) -> Statement:
    scopes = reader.scopes.finish()
    conditions = sorted(
        (reader.scopes.settle(condition, scopes) for condition in reader.conditions),
        key=lambda condition: (condition.span.start, condition.span.end),
    )
    return Statement(
        sql,
        kind,
        span,
        dialect,
        scopes,
        tuple(reader.scopes.tables),
        tuple(conditions),
        placeholders=source.placeholders,
        holes=source.holes,
        **parts,  # type: ignore[arg-type]
    )
