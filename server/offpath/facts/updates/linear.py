"""Sums of columns and values, so that a test or a new value written in Python can be said anew inside a store's statement."""

from __future__ import annotations

from dataclasses import dataclass, replace

from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import DataAccess
from offpath.facts.unit import UnitFacts
from offpath.facts.updates.origins import Origin, Origins
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

_MAX_DEPTH = 8
_MAX_TERMS = 5
_PASSING = frozenset({"int", "float", "Decimal"})


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """`columns` and `values` with their signs, and a constant."""

    columns: tuple[tuple[int, str], ...] = ()
    values: tuple[tuple[int, t.Expr], ...] = ()
    constant: int = 0
    fills_in: bool = False
    """Whether something else stands in for a column that holds nothing: `row.total or 0`."""

    def __neg__(self) -> Sum:
        return replace(
            self,
            columns=tuple((-sign, column) for sign, column in self.columns),
            values=tuple((-sign, value) for sign, value in self.values),
            constant=-self.constant,
        )

    def plus(self, other: Sum) -> Sum:
        """Both together; a column that stands on both sides falls away."""
        columns = list(self.columns)
        for sign, column in other.columns:
            if (-sign, column) in columns:
                columns.remove((-sign, column))
            else:
                columns.append((sign, column))
        fills_in = self.fills_in or other.fills_in
        return Sum(tuple(columns), (*self.values, *other.values), self.constant + other.constant, fills_in)

    def without(self, column: str) -> Sum:
        """The rest beside one column."""
        return replace(self, columns=tuple(each for each in self.columns if each[1] != column))

    def sign_of(self, column: str) -> int:
        """How a column counts: 1, -1, or 0 where it does not (or more than once)."""
        found = [sign for sign, name in self.columns if name == column]
        return found[0] if len(found) == 1 else 0


class Sums:
    """Reads expressions of one function as sums over the columns of one read."""

    def __init__(self, facts: UnitFacts, origins: Origins, read: DataAccess) -> None:
        self._facts = facts
        self._origins = origins
        self._read = read
        self._known: dict[tuple[t.Expr, int], Sum | None] = {}

    def of(self, node: t.Expr, depth: int = 0) -> Sum | None:
        """An expression as a sum; None: it is none, or cannot be told."""
        if depth > _MAX_DEPTH:
            return None
        if (node, depth) not in self._known:
            spend()
            self._known[node, depth] = self._computed(node, depth)
        return self._known[node, depth]

    def _computed(self, node: t.Expr, depth: int) -> Sum | None:
        if isinstance(node, t.Constant):
            is_whole = isinstance(node.value, int) and not isinstance(node.value, bool)
            return Sum(constant=node.value) if is_whole else None
        origins = [o for o in self._origins.of(node) if o.access is self._read]
        if not origins:
            return Sum(values=((1, node),)) if self._stays(node) else None
        if isinstance(node, t.BinOp) and node.op in ("+", "-"):
            left, right = self.of(node.left, depth + 1), self.of(node.right, depth + 1)
            if left is None or right is None:
                return None
            found = left.plus(right if node.op == "+" else -right)
            return found if len(found.columns) + len(found.values) <= _MAX_TERMS else None
        inner = self._inner(node, depth)
        if inner is None and not any(o.computed for o in origins):
            column = self._column(origins)
            return Sum(columns=((1, column),)) if column else None
        return inner

    def _inner(self, node: t.Expr, depth: int) -> Sum | None:
        if isinstance(node, t.NamedExpr):
            return self.of(node.value, depth + 1)
        if isinstance(node, t.Call) and last_name(node.func) in _PASSING and len(node.args) == 1:
            return self.of(node.args[0], depth + 1)
        if isinstance(node, t.IfExp):
            return self._or_nothing(node, depth)
        if isinstance(node, t.BoolOp) and node.op == "or" and len(node.values) == 2:
            found = self.of(node.values[0], depth + 1)
            return None if found is None else replace(found, fills_in=True)
        if isinstance(node, t.Name):
            definitions = self._facts.definitions(node)
            plain = [d for d in definitions if d.kind == "assign" and not d.path and d.value is not None]
            steps = [d for d in definitions if d.kind == "augment"]
            if len(definitions) == 1 and plain and plain[0].value is not None:
                return self.of(plain[0].value, depth + 1)
            if len(plain) == 1 and len(steps) == 1 and len(definitions) == 2:
                return self._stepped(plain[0].value, steps[0].node, depth)
        return None

    def _or_nothing(self, node: t.IfExp, depth: int) -> Sum | None:
        """`int(n) + 1 if n else 1`: what is not there counts as 0."""
        there, missing = self.of(node.body, depth + 1), self.of(node.orelse, depth + 1)
        if there is None or missing is None or missing.columns or len(there.columns) != 1:
            return None
        texts = [[(sign, self._facts.text(value)) for sign, value in each.values] for each in (there, missing)]
        is_same = texts[0] == texts[1] and there.constant == missing.constant
        return replace(there, fills_in=True) if is_same else None

    def _stepped(self, first: t.Expr | None, step: t.Node, depth: int) -> Sum | None:
        """`x = row[0]` followed by `x += 1`."""
        if first is None or not isinstance(step, t.AugAssign) or step.op not in ("+", "-"):
            return None
        start, change = self.of(first, depth + 1), self.of(step.value, depth + 1)
        if start is None or change is None:
            return None
        return start.plus(change if step.op == "+" else -change)

    def _column(self, origins: list[Origin]) -> str:
        names = {o.column for o in origins}
        if len(names) != 1:
            return ""
        found = str(names.pop())
        if not found and self._read.scalar:
            return self._read.columns[0] if len(self._read.columns) == 1 else "value"
        return found

    def _stays(self, node: t.Expr) -> bool:
        """Whether a value can be written again further down: names, attributes, items and constants, and sums of them."""
        return isinstance(node, (t.Name, t.Attribute, t.Subscript, t.BinOp, t.UnaryOp, t.Constant)) and not any(
            isinstance(each, (t.Call, t.Await, t.Yield, t.NamedExpr)) for each in node.walk()
        )
