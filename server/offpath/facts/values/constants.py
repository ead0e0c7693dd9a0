"""Constant values, folded through names, the project's globals, concatenation, formatting and simple builtins."""

from __future__ import annotations

from offpath.facts.project.names import CONSTANT
from offpath.facts.summaries.contribution import Folded
from offpath.facts.unit import UnitFacts
from offpath.facts.values.walking import once_for_each_place
from offpath.syntax import tree as t

_MAX_DEPTH = 12


def is_constant(facts: UnitFacts, node: t.Expr | None, value: object) -> bool:
    """Whether an expression is known to have exactly this value (and type)."""
    folded = fold(facts, node)
    return folded is not None and type(folded.value) is type(value) and folded.value == value


@once_for_each_place
def fold(facts: UnitFacts, node: t.Expr | None, depth: int = 0) -> Folded | None:
    """The constant that an expression evaluates to, or None: cannot tell."""
    if node is None or depth > _MAX_DEPTH:
        return None
    if isinstance(node, t.Constant):
        return Folded(node.value)
    if isinstance(node, t.Name):
        return _fold_name(facts, node, depth)
    if isinstance(node, t.Attribute):
        return _fold_global(facts, node)
    if isinstance(node, t.BinOp):
        return _fold_operation(facts, node, depth)
    if isinstance(node, t.UnaryOp):
        operand = fold(facts, node.operand, depth + 1)
        if operand is not None and node.op == "not":
            return Folded(not operand.value)
        return None
    if isinstance(node, (t.Tuple, t.List)):
        items = [fold(facts, e, depth + 1) for e in node.elts]
        return Folded(tuple(i.value for i in items if i is not None)) if all(items) else None
    if isinstance(node, t.JoinedStr):
        return _fold_joined(facts, node, depth)
    if isinstance(node, t.Call):
        return _fold_call(facts, node, depth)
    if isinstance(node, t.NamedExpr):
        return fold(facts, node.value, depth + 1)
    return None


def _fold_name(facts: UnitFacts, node: t.Name, depth: int) -> Folded | None:
    definitions = facts.definitions(node)
    if not definitions:
        return _fold_global(facts, node)
    found: Folded | None = None
    for definition in definitions:
        if definition.kind != "assign" or definition.path:
            return None
        value = fold(facts, definition.value, depth + 1)
        if value is None or (found is not None and value != found):
            return None
        found = value
    return found


def _fold_global(facts: UnitFacts, node: t.Expr) -> Folded | None:
    symbol = facts.symbol(node)
    if symbol is None:
        return None
    found: Folded | None = facts.asking.ask(CONSTANT, facts.module, symbol)
    return found


def _fold_operation(facts: UnitFacts, node: t.BinOp, depth: int) -> Folded | None:
    left, right = fold(facts, node.left, depth + 1), fold(facts, node.right, depth + 1)
    if left is None or right is None:
        return None
    try:
        if (
            node.op == "+"
            and type(left.value) is type(right.value)
            and isinstance(left.value, (str, int, float, tuple))
        ):
            return Folded(left.value + right.value)
        if isinstance(left.value, (int, float)) and isinstance(right.value, (int, float)):
            if node.op == "-":
                return Folded(left.value - right.value)
            if node.op == "*":
                return Folded(left.value * right.value)
            if node.op == "/":
                return Folded(left.value / right.value)
    except (ArithmeticError, ValueError):
        return None
    return None


def _fold_joined(facts: UnitFacts, node: t.JoinedStr, depth: int) -> Folded | None:
    text = ""
    for part in node.values:
        inner = fold(facts, part.value if isinstance(part, t.FormattedValue) else part, depth + 1)
        if inner is None or (isinstance(part, t.FormattedValue) and (part.spec or part.conversion)):
            return None
        text += str(inner.value)
    return Folded(text)


def _fold_call(facts: UnitFacts, node: t.Call, depth: int) -> Folded | None:
    if isinstance(node.func, t.Attribute) and not node.args and node.func.attr in ("strip", "lower", "upper"):
        receiver = fold(facts, node.func.value, depth + 1)
        if receiver is not None and isinstance(receiver.value, str):
            return Folded(getattr(receiver.value, node.func.attr)())
    if isinstance(node.func, t.Name) and node.func.id == "bool" and len(node.args) == 1:
        inner = fold(facts, node.args[0], depth + 1)
        return Folded(bool(inner.value)) if inner is not None else None
    if facts.callee(node) == "textwrap.dedent" and len(node.args) == 1:
        return fold(facts, node.args[0], depth + 1)
    return None
