"""What holds a value by name: the target, the key, the keyword, the parameter that it is passed to, and what holds these in turn."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import CLASS
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_WRAPPING = frozenset(
    {"SecretStr", "SecretBytes", "bytes", "str", "b64decode", "fromhex", "unhexlify", "bytearray", "b64encode"}
)
"""Calls that only give a text another form."""


def in_its_form(node: t.Expr) -> t.Expr:
    """A literal with the calls that only give it another form: `"…".encode()`, `SecretStr("…")`."""
    while True:
        parent = node.parent
        if isinstance(parent, t.Attribute) and parent.attr in ("encode", "strip", "decode"):
            call = parent.parent
            if not isinstance(call, t.Call) or call.func is not parent:
                return node
            node = call
        elif isinstance(parent, t.Call) and parent.args[:1] == [node] and last_name(parent.func) in _WRAPPING:
            node = parent
        else:
            return node


def chosen_among(node: t.Expr) -> t.Expr:
    """What a literal is one possible value of: the `if` expression, the `or`, the look-up that falls back to it."""
    while True:
        node = in_its_form(node)
        parent = node.parent
        if not isinstance(parent, t.Expr) or not _is_option(parent, node):
            return node
        node = parent


def _is_option(outer: t.Expr, node: t.Expr) -> bool:
    if isinstance(outer, t.IfExp):
        return outer.test is not node
    if isinstance(outer, t.BoolOp):
        return outer.op == "or"
    return isinstance(outer, t.Call) and last_name(outer.func) in ("get", "pop") and outer.args[1:2] == [node]


def name_held_by(node: t.Expr) -> str:
    """What a value is bound to directly: a name, an attribute, a key, a keyword, a parameter; also as one of several in one statement."""
    node = in_its_form(node)
    parent = node.parent
    if isinstance(parent, (t.Assign, t.AnnAssign)) and parent.value is node:
        return _target_name(parent.targets[0] if isinstance(parent, t.Assign) else parent.target)
    if isinstance(parent, t.Tuple) and isinstance(parent.parent, t.Assign) and parent.parent.value is parent:
        target = parent.parent.targets[0]
        if isinstance(target, (t.Tuple, t.List)) and len(target.elts) == len(parent.elts):
            return _target_name(target.elts[parent.elts.index(node)])
        return ""
    if isinstance(parent, t.NamedExpr):
        return parent.target.id
    if isinstance(parent, t.Keyword):
        return parent.arg or ""
    if isinstance(parent, t.DictItem) and parent.value is node and isinstance(parent.key, t.Constant):
        return str(parent.key.value)
    return parent.name if isinstance(parent, t.Param) and parent.default is node else ""


def holders(facts: UnitFacts, node: t.Expr) -> Iterator[str]:
    """The names around a value from the inside out, within its statement: what it is bound to, and what takes or holds that."""
    child: t.Node = node
    for outer in node.ancestors():
        if isinstance(outer, t.Keyword):
            yield outer.arg or ""
        elif isinstance(outer, t.DictItem) and isinstance(outer.key, t.Constant) and child is outer.value:
            yield str(outer.key.value)
        elif isinstance(outer, t.Call) and child is not outer.func:
            yield _parameter(facts, outer, child)
            yield last_name(outer.func)
        elif isinstance(outer, t.Assign):
            yield from (_target_name(target) for target in outer.targets)
        elif isinstance(outer, t.AnnAssign):
            yield _target_name(outer.target)
        elif isinstance(outer, t.Return):
            function = facts.function_of(outer)
            yield function.name if function is not None else ""
        if isinstance(outer, t.Stmt):
            return
        child = outer


def _target_name(target: t.Expr) -> str:
    if isinstance(target, t.Subscript) and isinstance(target.index, t.Constant):
        return str(target.index.value)
    return last_name(target)


def _parameter(facts: UnitFacts, call: t.Call, argument: t.Node) -> str:
    """What a function of the project calls what it is handed by position."""
    position = next((number for number, each in enumerate(call.args) if each is argument), None)
    callee = facts.callee(call) if position is not None else ""
    if position is None or not callee:
        return ""
    names = _parameters(facts, callee)
    return names[position] if position < len(names) else ""


def _parameters(facts: UnitFacts, callee: str) -> list[str]:
    """The positional parameters of a function, or of a class's making: its `__init__`, else its typed fields, as in data classes."""
    made = facts.summary(f"{callee}.__init__")
    summary = made or facts.summary(callee)
    if summary is None:
        described = facts.asking.ask(CLASS, callee)
        return [each.name for each in described.fields] if described is not None else []
    names = [p.name for p in summary.parameters if p.kind in ("positional", "positional-only")]
    return names[1:] if made is not None or names[:1] in (["self"], ["cls"]) else names
