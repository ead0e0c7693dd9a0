"""Reads a parsed query: its scopes, tables and conditions, nested queries included."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from offpath.facts.stores.sql.ast import (
    Clause,
    ColumnRef,
    Condition,
    Expression,
    Hole,
    Literal,
    Operand,
    Placeholder,
    Role,
    ScopeKind,
    Subquery,
    TableRef,
)
from offpath.facts.stores.sql.comparisons import NEGATED, SWAPPED, comparison_op, pairs
from offpath.facts.stores.sql.scopes import Scopes
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


class Reader:
    """Walks one statement's tree once; `scopes` and `conditions` hold what it found."""

    def __init__(self, source: StatementText) -> None:
        self.source = source
        self.scopes = Scopes()
        self.conditions: list[Condition] = []

    # Queries and tables

    def query(
        self, node: exp.Expr, kind: ScopeKind, parent: int | None, positive: bool, name: str | None = None
    ) -> int | None:
        """Reads a SELECT or a set operation; answers the scope's index, `None` for a set operation."""
        while isinstance(node, (exp.Subquery, exp.Paren)):
            self.common_tables(node, parent)
            node = node.this
        if isinstance(node, exp.SetOperation):
            self.name_common_tables(node)
            for branch in (node.left, node.right):
                self.query(branch, "branch", parent, False, name)
            self.common_tables(node, parent)
            return None
        if not isinstance(node, exp.Select):
            return None
        index = self.scopes.open(kind, parent, positive, name)
        self.common_tables(node, index)
        self._from(node, index)
        for clause in ("where", "having"):
            found = argument(node, clause)
            if found is not None and isinstance(found.this, exp.Expr):
                self.boolean(found.this, index, "where" if clause == "where" else "having")
        for projection in node.expressions:
            self.nested(projection, index)
        self.locate(node, index)
        return index

    def common_tables(self, node: exp.Expr, parent: int | None) -> None:
        """Reads the queries of a WITH."""
        for member, name in self.name_common_tables(node):
            if isinstance(member.this, exp.Expr):
                self.query(member.this, "cte", parent, False, name)

    def name_common_tables(self, node: exp.Expr) -> list[tuple[exp.Expr, str | None]]:
        """Notes the names that a WITH defines, which may be read before its queries are."""
        with_clause = argument(node, "with")
        members = arguments(with_clause, "expressions") if with_clause is not None else []
        names = [fixed_name(member.args.get("alias")) for member in members]
        self.scopes.cte_names.update(name for name in names if name)
        return list(zip(members, names, strict=True))

    def _from(self, node: exp.Expr, index: int) -> None:
        source = argument(node, "from")
        if source is not None and isinstance(source.this, exp.Expr):
            self.table(source.this, index, "source")
        self.joins(node, index)

    def joins(self, node: exp.Expr, index: int) -> None:
        """Reads the JOINs that hang on a SELECT, a table, or an UPDATE's target."""
        for join in arguments(node, "joins"):
            side = str(join.args.get("side") or "").upper()
            is_comma = not (side or join.args.get("kind") or argument(join, "on") or join.args.get("using"))
            if side in ("RIGHT", "FULL"):
                self.scopes.make_optional(index)
            if isinstance(join.this, exp.Expr):
                self.table(join.this, index, "source" if is_comma else "joined", optional=side in ("LEFT", "FULL"))
            condition = argument(join, "on")
            if condition is not None:
                self.boolean(condition, index, "on", holds=not side)

    def table(self, node: exp.Expr, index: int, role: Role, optional: bool = False) -> None:
        """Records a table, or reads the query that stands in its place."""
        alias = node.args.get("alias")
        alias_id = alias.this if isinstance(alias, exp.TableAlias) and isinstance(alias.this, exp.Identifier) else None
        alias_span = self.source.span(alias_id) if alias_id is not None else None
        inner = node.this if isinstance(node, exp.Lateral) else node
        if isinstance(inner, exp.Subquery):
            self.query(inner, "derived", index, not optional)
        identifier = node.this if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier) else None
        span = self.source.span(identifier or node) or alias_span
        if span is not None:
            name = fixed_name(identifier)
            schema = fixed_name(node.args.get("db")) if identifier is not None else None
            if identifier is None:
                role = "subquery"
            elif schema is None and name in self.scopes.cte_names and role != "target":
                role = "cte"
            self.scopes.tables.append(
                TableRef(name, schema, fixed_name(alias_id), role, index, span, alias_span, optional)
            )
        self.joins(node, index)

    def locate(self, node: exp.Expr, index: int) -> None:
        """Finds the scope's clauses in the text."""
        start = self._position(node, index)
        block = self.source.layout.block_at(start) if start is not None else None
        if block is None:
            return
        tokens = self.source.layout.tokens
        where = block.clause("WHERE")
        where_span = None
        if where is not None and where.first < where.last and argument(node, "where") is not None:
            where_span = Span(tokens[where.first].start, tokens[where.last - 1].end)
        span = Span(tokens[block.first].start, tokens[block.last - 1].end)
        self.scopes.place(index, replace(self.scopes.get(index), span=span, where_span=where_span))

    def _position(self, node: exp.Expr, index: int) -> int | None:
        for table in self.scopes.tables_of(index):
            if table.role != "subquery":
                return table.span.start
        for projection in arguments(node, "expressions"):
            start = self.source.start(projection)
            if start is not None:
                return start
        return None

    def nested(self, node: exp.Expr, index: int) -> None:
        """Reads the queries inside an expression whose rows decide nothing."""
        for each in node.walk(prune=is_query):
            if isinstance(each, exp.Expr) and is_query(each):
                self.query(each, "subquery", index, False)

    # Conditions

    def boolean(self, node: exp.Expr, index: int, clause: Clause, holds: bool = True) -> None:
        """Records every comparison of a condition; `holds`: it is true for each row of the scope."""
        pending = [(node, holds, False)]
        while pending:
            each, holding, negated = pending.pop()
            if isinstance(each, exp.Paren):
                pending.append((each.this, holding, negated))
            elif isinstance(each, exp.Not):
                pending.append((each.this, holding, not negated))
            elif isinstance(each, (exp.And, exp.Or, exp.Xor)):
                # NOT (a OR b) is NOT a AND NOT b.
                splits = isinstance(each, exp.Or if negated else exp.And)
                pending += [(side, holding and splits, negated) for side in (each.expression, each.this)]
            else:
                self._comparison(each, index, clause, holding, negated)

    def _comparison(self, node: exp.Expr, index: int, clause: Clause, holds: bool, negated: bool) -> None:
        op = comparison_op(node)
        if op is None:
            self._truth_value(node, index, clause, holds, negated)
            return
        if negated or node.args.get("negate"):
            op = NEGATED[op] if negated != bool(node.args.get("negate")) else op
        positive = holds and not op.startswith(("not", "is not", "!="))
        for left, right in pairs(node):
            self._record(node, left, right, op, index, clause, holds, positive)

    def _record(
        self,
        node: exp.Expr,
        left: exp.Expr,
        right: exp.Expr | list[exp.Expr],
        op: str,
        index: int,
        clause: Clause,
        holds: bool,
        positive: bool,
    ) -> None:
        span = self.source.condition_span(node)
        if span is None:
            return
        column, bare = self.column_of(left, index)
        if not isinstance(right, list) and (column is None or not bare):
            other, other_bare = self.column_of(right, index)
            if other is not None and (column is None or (other_bare and op in SWAPPED)):
                left, right, column, bare, op = right, left, other, other_bare, SWAPPED.get(op, op)
        self.nested(left, index)
        self.conditions.append(
            Condition(
                column.column if column else None,
                column.table if column else None,
                op,
                self._operands(right, span, index, positive),
                span,
                conjunctive=False,
                scope=index,
                clause=clause,
                bare=bare,
                holds_in_scope=holds,
                column_span=column.span if column else None,
                qualifier=column.qualifier if column else None,
            )
        )

    def _truth_value(self, node: exp.Expr, index: int, clause: Clause, holds: bool, negated: bool) -> None:
        """A column, function or EXISTS that is true or false by itself."""
        span = self.source.condition_span(node)
        if span is None:
            return
        if isinstance(node, exp.Exists) and isinstance(node.this, exp.Expr):
            scope = self.query(node.this, "subquery", index, holds and not negated)
            op = "not exists" if negated else "exists"
            self.conditions.append(
                Condition(None, None, op, Subquery(scope, span), span, False, index, clause, False, holds)
            )
            return
        column, bare = self.column_of(node, index)
        operand = Literal(not negated, None) if bare else self.operand(node, index, False)
        op = "falsy" if negated else "truthy"
        self.conditions.append(
            Condition(
                column.column if column else None,
                column.table if column else None,
                op,
                operand,
                span,
                conjunctive=False,
                scope=index,
                clause=clause,
                bare=bare,
                holds_in_scope=holds,
                column_span=column.span if column else None,
                qualifier=column.qualifier if column else None,
            )
        )
        if not isinstance(node, (exp.Column, exp.Literal)):
            self._inner_comparisons(node, index, clause)

    def _inner_comparisons(self, node: exp.Expr, index: int, clause: Clause) -> None:
        for each in own_nodes(node):
            if each is not node and comparison_op(each) is not None:
                self._comparison(each, index, clause, False, False)

    # Operands

    def column_of(self, node: exp.Expr, index: int) -> tuple[ColumnRef | None, bool]:
        """The column that an expression is (bare), or the only one that it is made of."""
        bare = unwrapped(node)
        if isinstance(bare, exp.Column):
            column = self._column(bare, index)
            return column, column is not None
        if is_query(bare):
            return None, False
        columns = self._columns(node, index)
        return (columns[0], False) if len({column.column for column in columns}) == 1 else (None, False)

    def _columns(self, node: exp.Expr, index: int) -> tuple[ColumnRef, ...]:
        found = (self._column(each, index) for each in own_nodes(node) if isinstance(each, exp.Column))
        return tuple(sorted((column for column in found if column is not None), key=lambda column: column.span.start))

    def _column(self, node: exp.Column, index: int) -> ColumnRef | None:
        name = fixed_name(node.this)
        span = self.source.span(node.this) if name is not None else None
        if name is None or span is None or isinstance(node.this, exp.Star):
            return None
        qualifier = fixed_name(node.args.get("table"))
        if qualifier is None and node.args.get("table") is not None:
            return ColumnRef(name, None, None, span)
        return ColumnRef(name, qualifier, self.scopes.table_of(qualifier, index), span)

    def _operands(self, node: exp.Expr | list[exp.Expr], span: Span, index: int, positive: bool) -> Operand:
        if not isinstance(node, list):
            return self.operand(node, index, positive)
        if len(node) == 1:
            return self.operand(node[0], index, positive)
        parts = [self.operand(each, index, False) for each in node]
        return gathered(span, parts)

    def operand(self, node: exp.Expr, index: int, positive: bool = False) -> Operand:
        """What stands on the other side of a comparison or assignment."""
        inner = unwrapped(node)
        if isinstance(inner, exp.Any) and isinstance(inner.this, exp.Expr):
            return self.operand(inner.this, index, positive)
        if isinstance(inner, exp.Tuple) and len(inner.expressions) == 1:
            inner = unwrapped(inner.expressions[0])
        constant = self.source.constant(inner)
        if constant is not None:
            return constant
        span = self.source.span(inner) or Span(0, 0)
        if isinstance(inner, exp.Column):
            column = self._column(inner, index)
            return column if column is not None else Expression(span)
        if is_query(inner):
            return Subquery(self.query(inner, "subquery", index, positive), span)
        self.nested(inner, index)
        within = [each for each in own_nodes(inner) if isinstance(each, (exp.Column, exp.Literal))]
        constants = [
            self.source.placeholder(each) or self.source.hole(each) or self.source.literal(each) for each in within
        ]
        parts: list[Operand] = [each for each in constants if each is not None]
        return gathered(span, [*self._columns(inner, index), *parts])


def gathered(span: Span, parts: list[Operand]) -> Expression:
    """One expression made of several operands."""
    columns: list[ColumnRef] = []
    placeholders: list[Placeholder] = []
    holes: list[Hole] = []
    for part in parts:
        if isinstance(part, ColumnRef):
            columns.append(part)
        elif isinstance(part, Placeholder):
            placeholders.append(part)
        elif isinstance(part, Hole):
            holes.append(part)
        elif isinstance(part, Expression):
            columns += part.columns
            placeholders += part.placeholders
            holes += part.holes
    placeholders.sort(key=lambda each: each.ordinal)
    holes.sort(key=lambda each: each.span.start)
    return Expression(span, tuple(columns), tuple(placeholders), tuple(holes))
