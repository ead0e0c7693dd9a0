"""Functions that answer whether there are too many, or enough: the trait `LIMITS`."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

LIMITS = "compares a number"
"""What the function returns is how a number stands to another one: `return count >= self.most`."""


def limit_traits(own: Nodes) -> Iterator[str]:
    """`LIMITS`, where it holds for all that is returned but `True`, `False` and nothing."""
    returned = [each.value for each in own.of(t.Return) if each.value is not None]
    told = [each for each in returned if not (isinstance(each, t.Constant) and each.value in (True, False, None))]
    if told and all(is_limit(each) for each in told):
        yield LIMITS


def is_limit(test: t.Expr) -> bool:
    """Whether a test asks for more than whether there is one: `count >= 5`."""
    if isinstance(test, t.UnaryOp):
        return is_limit(test.operand)
    if not isinstance(test, t.Compare) or test.ops[0] not in ("<", "<=", ">", ">="):
        return False
    right = test.comparators[0]
    return not (isinstance(right, t.Constant) and right.value in (0, 1))
