"""The conditions under which a rewrite goes on, and what the program does where one does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.flow.conditions import never_comes_back, tests_passed
from offpath.facts.stores.families.results import excludes
from offpath.facts.updates.linear import Sum, Sums
from offpath.facts.updates.rewrites import Rewrite
from offpath.syntax import tree as t

_OPPOSITE: dict[str, str] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_TURNED: dict[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_LONGEST_EXIT = 4
"""So many statements of a refusing branch are repeated; longer ones are not."""


@dataclass(frozen=True, slots=True, eq=False)
class Precondition:
    """`sum operator 0`, which holds where the program goes on."""

    sum: Sum
    operator: str

    @property
    def turned(self) -> Precondition:
        """The same, said the other way round."""
        return Precondition(-self.sum, _TURNED[self.operator])


@dataclass(frozen=True, slots=True, eq=False)
class Preconditions:
    """All that a rewrite asks of the record before it goes on."""

    guards: tuple[Precondition, ...]
    refusal: tuple[t.Stmt, ...]
    """What is done where the record does not pass."""
    is_whole: bool
    """Whether nothing that the program asks of the record is left out."""


def preconditions(rewrite: Rewrite) -> Preconditions:
    """The guards of a rewrite."""
    reader = _Reader(rewrite)
    reader.run()
    return Preconditions(tuple(reader.guards), reader.refusal, reader.is_whole)


class _Reader:
    def __init__(self, rewrite: Rewrite) -> None:
        self._rewrite = rewrite
        self._origins = rewrite.origins
        self._sums = Sums(rewrite.function.unit, rewrite.origins, rewrite.read)
        self._until = _first_change(rewrite)
        self._passed = {each.test: each.holds for each in tests_passed(rewrite.function.unit, rewrite.at)}
        self.guards: list[Precondition] = []
        self.refusal: tuple[t.Stmt, ...] = ()
        self.is_whole = True

    def run(self) -> None:
        for node in self._rewrite.function.own_nodes(t.If, t.MatchCase, t.While, t.Assert, t.IfExp):
            test: t.Expr | None = node.guard if isinstance(node, t.MatchCase) else getattr(node, "test", None)
            if test is None or not self._stands_between(test) or not self._asks(test):
                continue
            if isinstance(node, (t.If, t.MatchCase)):
                self._branch(node, test)
            elif not isinstance(node, t.IfExp):
                self.is_whole = False

    def _stands_between(self, test: t.Expr) -> bool:
        return self._rewrite.read.call.start < test.start < self._until.start and not excludes(test, self._rewrite.at)

    def _asks(self, test: t.Expr) -> bool:
        """Whether a test depends on a column of the record, not only on whether there is a record."""
        return any(self._is_asked(part) for part in _parts(test))

    def _is_asked(self, part: t.Expr) -> bool:
        part = part.operand if isinstance(part, t.UnaryOp) and part.op == "not" else part
        if isinstance(part, t.Compare):
            if any(isinstance(c, t.Constant) and c.value is None for c in part.comparators):
                return False
            return any(self._of_read(side) for side in (part.left, *part.comparators))
        if isinstance(part, t.Name):
            return self._rewrite.read.scalar and self._of_read(part)
        return any(self._of_read(n) for n in part.walk() if isinstance(n, (t.Attribute, t.Subscript, t.Compare)))

    def _of_read(self, node: t.Node) -> bool:
        if not isinstance(node, t.Expr):
            return False
        if isinstance(node, t.Compare):
            return self._is_asked(node)
        return any(
            o.access is self._rewrite.read and (o.column or o.computed or o.access.scalar)
            for o in self._origins.of(node)
        )

    def _branch(self, node: t.If | t.MatchCase, test: t.Expr) -> None:
        holds = self._outcome(test)
        is_beside = isinstance(node, t.If) and _contains(node.orelse, self._rewrite.at)
        if holds is None or not (holds or is_beside or len(node.body) <= _LONGEST_EXIT):
            self.is_whole = False
            return
        for part in self._required(test, holds):
            guard = self._guard(part, holds) if part is not None else None
            if guard is None:
                self.is_whole = False
            elif guard.sum.columns:
                self.guards.append(guard)
        refusal = node.body if not holds else self._otherwise(node)
        if not self.refusal and refusal:
            self.refusal = tuple(refusal)

    def _outcome(self, test: t.Expr) -> bool | None:
        """How a test has ended on every way to the write; None: it may have ended either way."""
        if isinstance(test, t.UnaryOp) and test.op == "not":
            holds = self._outcome(test.operand)
            return None if holds is None else not holds
        if isinstance(test, t.BoolOp) and test not in self._passed:
            parts = {self._outcome(value) for value in test.values}
            return test.op == "and" if parts == {test.op == "and"} else None
        return self._passed.get(test)

    def _required(self, test: t.Expr, holds: bool) -> Iterator[t.Expr | None]:
        """The comparisons that must each hold (or each fail) for the program to go on."""
        if isinstance(test, t.BoolOp):
            if (test.op == "and") is not holds:
                yield None
                return
            for value in test.values:
                if self._asks(value):
                    yield from self._required(value, holds)
        else:
            yield test

    def _guard(self, test: t.Expr, holds: bool) -> Precondition | None:
        if isinstance(test, t.UnaryOp) and test.op == "not":
            return self._guard(test.operand, not holds)
        if isinstance(test, (t.Name, t.Attribute, t.Subscript)):
            number = self._sums.of(test)
            return Precondition(number, "!=" if holds else "==") if number is not None and number.columns else None
        if not isinstance(test, t.Compare) or len(test.ops) != 1 or test.ops[0] not in _OPPOSITE:
            return None
        left, right = self._sums.of(test.left), self._sums.of(test.comparators[0])
        if left is None or right is None:
            return None
        return Precondition(left.plus(-right), test.ops[0] if holds else _OPPOSITE[test.ops[0]])

    def _otherwise(self, node: t.If | t.MatchCase) -> list[t.Stmt]:
        """What happens where a branch that writes is not taken."""
        if isinstance(node, t.If) and node.orelse:
            return node.orelse if self._leaves(node.orelse) else []
        following = following_statements(node)
        if following and self._leaves(following[-1:]) and len(following) <= 2:
            return following
        return []

    def _leaves(self, body: list[t.Stmt]) -> bool:
        """Whether a block ends the function's run."""
        if not body or len(body) > _LONGEST_EXIT:
            return False
        last = body[-1]
        value = last.value if isinstance(last, t.ExprStmt) else None
        is_exit = isinstance(value, t.Call) and never_comes_back(self._rewrite.function.unit, value)
        return is_exit or isinstance(last, (t.Return, t.Raise))


def _first_change(rewrite: Rewrite) -> t.Node:
    statements = [c.node for c in rewrite.changes if isinstance(c.node, t.Stmt)]
    return min([*statements, rewrite.at], key=lambda n: n.start)


def _parts(test: t.Expr) -> Iterator[t.Expr]:
    if isinstance(test, t.BoolOp):
        for value in test.values:
            yield from _parts(value)
    else:
        yield test


def _contains(body: list[t.Stmt], node: t.Node) -> bool:
    return bool(body) and body[0].start <= node.start and node.end <= body[-1].end


def following_statements(node: t.Node) -> list[t.Stmt]:
    """The statements behind a node in its own block; where it is the last one, behind the statement around it."""
    current: t.Node = node
    while current.parent is not None and not isinstance(current, t.FunctionDef):
        parent = current.parent
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, None)
            if isinstance(block, list) and current in block:
                behind: list[t.Stmt] = block[block.index(current) + 1 :]
                if behind or isinstance(parent, (t.FunctionDef, t.For, t.While)):
                    return behind
        current = parent
    return []
