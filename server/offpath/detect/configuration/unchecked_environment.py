"""Environment variables that are first asked for while a request waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.detect.hollow_code.absent_values import is_tested, reads_environment
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.flow.conditions import conditions
from offpath.facts.routes.routes import HANDLER
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class LateRead:
    """One required variable that a handler reads."""

    node: t.Expr
    key: str


def late_reads(function: FunctionFacts) -> Iterator[LateRead]:
    """Every such read of a handler: `os.environ["X"]`, or `os.getenv("X")` that nothing tests."""
    reads = [*function.own_nodes(t.Subscript, t.Call)]
    found = [each for node in reads for each in [_required(function.unit, node)] if each is not None]
    handler = function.unit.asking.ask(HANDLER, function.qualified_name) if found else None
    if handler is not None and handler.is_unattended:
        yield from found


def _required(facts: UnitFacts, node: t.Expr) -> LateRead | None:
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant) and isinstance(node.index.value, str):
        found = facts.resolve(node.value)
        if found is None or found.name != "os.environ" or _is_written(node) or is_caught(node, ("KeyError",)):
            return None
        if is_known_to_be_set(facts, node, node.index.value):
            return None
        return LateRead(node, node.index.value)
    if isinstance(node, t.Call) and reads_environment(facts, node) and not is_tested(facts, node):
        return LateRead(node, str(node.args[0].value)) if isinstance(node.args[0], t.Constant) else None
    return None


def is_known_to_be_set(facts: UnitFacts, node: t.Expr, key: str) -> bool:
    """Whether every way to a read has passed a test that says that the variable is there."""
    return any(_says_set(condition.test, condition.holds, key) for condition in conditions(facts, node))


def _says_set(test: t.Expr | t.MatchCase, holds: bool, key: str) -> bool:
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return _says_set(test.operand, not holds, key)
    if isinstance(test, t.NamedExpr):
        return _says_set(test.value, holds, key)
    if isinstance(test, t.Compare) and len(test.ops) == 1:
        asked, right = test.left, test.comparators[0]
        if isinstance(asked, t.Constant) and asked.value == key and (t.dotted(right) or "").endswith("environ"):
            return holds == (test.ops[0] == "in")
        is_none = isinstance(right, t.Constant) and right.value is None
        asked = asked.value if isinstance(asked, t.NamedExpr) else asked
        return is_none and _asks(asked, key) and holds == (test.ops[0] in ("is not", "!="))
    return holds and _asks(test, key)


def _asks(node: t.Expr | t.MatchCase, key: str) -> bool:
    """Whether an expression is what the variable holds, if anything."""
    first = node.args[0] if isinstance(node, t.Call) and node.args else None
    is_key = isinstance(first, t.Constant) and first.value == key
    return is_key and isinstance(node, t.Call) and (t.dotted(node.func) or "").endswith(("environ.get", "getenv"))


def _is_written(node: t.Subscript) -> bool:
    parent = node.parent
    return (isinstance(parent, t.Assign) and node in parent.targets) or isinstance(parent, t.Delete)
