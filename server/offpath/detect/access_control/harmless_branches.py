"""Branches on a role in a request that give nothing: they ask whether one was sent, word a text, or narrow what is shown anyway."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t

_NARROWING = frozenset({"filter", "filter_by", "where", "exclude", "match"})


def gives_nothing(node: t.Node, test: t.Expr) -> bool:
    """Whether nobody may do more because a condition on a role holds."""
    if _asks_presence(test):
        return True
    if not isinstance(node, t.If):
        return False
    others = [] if len(node.orelse) == 1 and isinstance(node.orelse[0], t.If) else node.orelse
    return all(map(_is_harmless, (*node.body, *others)))


def _asks_presence(test: t.Expr) -> bool:
    """Whether a test only asks if a field was sent: `"role" in data`, `body.role is not None`, `if body.role:`."""
    if isinstance(test, t.Compare) and len(test.ops) == 1:
        if test.ops[0] in ("in", "not in"):
            return isinstance(test.left, t.Constant) and not isinstance(test.comparators[0], (t.List, t.Tuple, t.Set))
        other = test.comparators[0]
        return isinstance(other, t.Constant) and other.value in (None, "")
    said = last_name(test) or (_key(test) if isinstance(test, (t.Call, t.Subscript)) else "")
    return said.lower() in ("role", "roles", "user_role", "new_role")


def _key(node: t.Call | t.Subscript) -> str:
    key = node.index if isinstance(node, t.Subscript) else node.args[0] if node.args else None
    is_read = isinstance(node, t.Subscript) or last_name(node.func) == "get"
    return str(key.value) if is_read and isinstance(key, t.Constant) else ""


def _is_harmless(statement: t.Stmt) -> bool:
    """`url = f"{url}state=accepted"`, `people = people.filter(kind="teacher")`, `pass`."""
    if isinstance(statement, t.Pass):
        return True
    if isinstance(statement, t.AugAssign):
        return statement.op == "+" and _is_text(statement.value)
    if not isinstance(statement, t.Assign) or not isinstance(statement.targets[0], t.Name):
        return False
    return _is_text(statement.value) or _narrows(statement.value, statement.targets[0].id)


def _is_text(node: t.Expr) -> bool:
    if isinstance(node, t.BinOp) and node.op == "+":
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, t.JoinedStr)


def _narrows(node: t.Expr, name: str) -> bool:
    is_call = isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in _NARROWING
    root = t.root(node)
    return is_call and isinstance(root, t.Name) and root.id == name
