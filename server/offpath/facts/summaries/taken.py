"""What becomes of a call's result where it is called: the name that it is bound to, and whether its caller goes on without one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from offpath.facts.flow.flow import Flow
from offpath.syntax import tree as t


def bound_name(call: t.Call) -> str:
    """The name that a call's result is bound to, or an empty string."""
    target = _target(call)
    return target.id if target is not None else ""


def first_name(call: t.Call) -> str:
    """The name that the first item of a call's result is bound to, or an empty string."""
    parent = _value_of(call).parent
    target = parent.targets[0] if isinstance(parent, t.Assign) and len(parent.targets) == 1 else None
    first = target.elts[0] if isinstance(target, (t.Tuple, t.List)) and target.elts else None
    return first.id if isinstance(first, t.Name) else ""


class GoingOn:
    """Which calls of a function it goes on without: it asks whether anything came of them, or has other items to do."""

    def __init__(self, flow: Flow) -> None:
        self._uses: dict[t.Node, list[t.Name]] = {each.node: each.uses for each in flow.definitions}
        self._known: dict[t.Node, _Around] = {}

    def of(self, call: t.Call) -> bool:
        """Whether the function goes on where nothing came of a call."""
        value, target = _value_of(call), _target(call)
        uses = self._uses.get(target, ()) if target is not None else ()
        return self._is_repeated(value) or _is_asked(value) or any(_is_asked(each) for each in uses)

    def _is_repeated(self, value: t.Expr) -> bool:
        """Whether a call is made for each item of a loop or a comprehension; coroutines that one only makes are waited for elsewhere."""
        around = self._around(value)
        return around.is_in_loop or (around.is_made and (isinstance(value, t.Await) or not around.is_async))

    def _around(self, node: t.Node) -> _Around:
        """What a node stands in; what is found out on the way up is kept, so that a long chain is climbed once."""
        climbed: list[tuple[t.Node, t.Node]] = []
        while node not in self._known and node.parent is not None and not isinstance(node, t.FunctionDef):
            climbed.append((node, node.parent))
            node = node.parent
        around = self._known.get(node) or _Around(is_async=isinstance(node, t.FunctionDef) and node.is_async)
        for child, parent in reversed(climbed):
            around = self._known[child] = _within(child, parent, around)
        return around


@dataclass(frozen=True, slots=True)
class _Around:
    is_async: bool
    """Whether the function around is a coroutine."""
    is_in_loop: bool = False
    is_made: bool = False
    """Whether a comprehension makes it for each item."""


def _within(child: t.Node, parent: t.Node, around: _Around) -> _Around:
    if isinstance(parent, t.While) or (isinstance(parent, t.For) and any(each is child for each in parent.body)):
        return replace(around, is_in_loop=True)
    if isinstance(parent, t.Comp) and parent.elt is child:
        return replace(around, is_made=True)
    return around


def _value_of(call: t.Call) -> t.Expr:
    return call.parent if isinstance(call.parent, t.Await) else call


def _target(call: t.Call) -> t.Name | None:
    parent = _value_of(call).parent
    if isinstance(parent, t.NamedExpr):
        return parent.target
    targets = parent.targets if isinstance(parent, t.Assign) else []
    return targets[0] if len(targets) == 1 and isinstance(targets[0], t.Name) else None


def _is_asked(value: t.Expr) -> bool:
    """Whether a condition asks a value whether it is, or holds, anything."""
    parent = value.parent
    if isinstance(parent, t.NamedExpr):
        return _is_asked(parent)
    if isinstance(parent, (t.If, t.IfExp, t.While)):
        return parent.test is value
    if isinstance(parent, t.Comprehension):
        return any(each is value for each in parent.ifs)
    if isinstance(parent, t.Call):
        return _measures(parent) and _is_in_test(parent)
    if isinstance(parent, t.Compare):
        return parent.left is value and any(_is_nothing(each) for each in parent.comparators)
    return isinstance(parent, t.BoolOp) or (isinstance(parent, t.UnaryOp) and parent.op == "not")


def _measures(call: t.Call) -> bool:
    return isinstance(call.func, t.Name) and call.func.id in ("len", "bool", "any")


def _is_in_test(node: t.Expr) -> bool:
    return isinstance(node.parent, (t.If, t.IfExp, t.While, t.Compare, t.BoolOp, t.UnaryOp))


def _is_nothing(node: t.Expr) -> bool:
    if isinstance(node, t.Constant):
        return not node.value
    return isinstance(node, (t.List, t.Dict, t.Tuple)) and not any(node.children())
