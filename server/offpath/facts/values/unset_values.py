"""What an expression is where the environment holds nothing of what it asks for: the default, and what is computed of it.

    development = os.getenv("APP_ENV", "development").lower() == "development"

is true wherever nobody has set `APP_ENV`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from offpath.facts.code.symbols import last_name
from offpath.facts.summaries.contribution import Folded
from offpath.syntax import tree as t
from offpath.syntax.budget import spend

Lookup: TypeAlias = Callable[[t.Expr], "Folded | None"]
"""What a name or an attribute is where the environment holds nothing."""

_MAX_DEPTH = 12
_READERS = ("environ.get", "getenv", "environ.setdefault")
_SETTINGS_READERS = frozenset({"config", "env", "get_env", "getenv", "env_bool", "env_str", "env_list"})
_READING_METHODS = frozenset({"bool", "str", "int", "list", "get_value", "read_env", "float"})
_FALSE_WORDS = frozenset({"", "0", "false", "no", "off", "f", "n"})


def is_environment_read(call: t.Call) -> bool:
    """Whether a call reads a variable of the environment, as written: `os.getenv("X", …)`, `config("X", default=…)`, `env.bool("X")`."""
    if not call.args or not (isinstance(call.args[0], t.Constant) and isinstance(call.args[0].value, str)):
        return False
    dotted = t.dotted(call.func) or ""
    if dotted.endswith(_READERS):
        return True
    base = last_name(call.func.value) if isinstance(call.func, t.Attribute) else ""
    name = last_name(call.func)
    if name in _SETTINGS_READERS and not base:
        return call.args[0].value.isupper()
    return base == "env" and name in _READING_METHODS


def default_of(call: t.Call) -> t.Expr | None:
    """What a read of the environment falls back to."""
    return call.keyword("default") or (call.args[1] if len(call.args) > 1 else None)


def unset_value(node: t.Expr | None, lookup: Lookup, depth: int = 0) -> Folded | None:
    """The value of an expression where the environment is empty; None: cannot tell."""
    spend()
    if node is None or depth > _MAX_DEPTH:
        return None
    if isinstance(node, t.Constant):
        return Folded(node.value)
    if isinstance(node, (t.Name, t.Attribute)):
        return lookup(node)
    if isinstance(node, (t.List, t.Tuple, t.Set)):
        items = [unset_value(each, lookup, depth + 1) for each in node.elts]
        return Folded(tuple(each.value for each in items if each is not None)) if all(items) else None
    if isinstance(node, t.Call):
        return _of_call(node, lookup, depth)
    if isinstance(node, t.Compare):
        return _of_comparison(node, lookup, depth)
    if isinstance(node, t.BoolOp):
        return _of_choice(node, lookup, depth)
    if isinstance(node, t.IfExp):
        test = unset_value(node.test, lookup, depth + 1)
        chosen = None if test is None else node.body if test.value else node.orelse
        return unset_value(chosen, lookup, depth + 1)
    if isinstance(node, t.UnaryOp) and node.op == "not":
        inner = unset_value(node.operand, lookup, depth + 1)
        return Folded(not inner.value) if inner is not None else None
    return _of_parts(node, lookup, depth)


def _of_parts(node: t.Expr, lookup: Lookup, depth: int) -> Folded | None:
    """A list that is made of the pieces of a text: `[each.strip() for each in text.split(",")]`."""
    if not isinstance(node, t.Comp) or node.kind not in ("list", "set", "generator") or len(node.generators) != 1:
        return None
    given = unset_value(node.generators[0].iter, lookup, depth + 1)
    return given if given is not None and isinstance(given.value, tuple) else None


def _of_call(node: t.Call, lookup: Lookup, depth: int) -> Folded | None:
    if is_environment_read(node):
        default = default_of(node)
        found = unset_value(default, lookup, depth + 1) if default is not None else Folded(None)
        if found is not None and last_name(node.func) == "list" and isinstance(found.value, str):
            return Folded(tuple(found.value.split(",")))
        return found
    if isinstance(node.func, t.Attribute):
        return _of_method(node, node.func, lookup, depth)
    inner = unset_value(node.args[0], lookup, depth + 1) if len(node.args) == 1 else None
    if inner is None:
        return None if node.args or node.keywords else lookup(node)
    name = last_name(node.func)
    if name == "bool":
        return Folded(bool(inner.value))
    if name in ("strtobool", "str2bool", "to_bool", "as_bool", "parse_bool"):
        return Folded(str(inner.value).lower() not in _FALSE_WORDS)
    if name in ("int", "str", "list", "tuple", "set") and isinstance(inner.value, (str, int, tuple)):
        return _converted(name, inner.value)
    return None


def _converted(name: str, value: Any) -> Folded | None:
    if name == "str":
        return Folded(str(value))
    if name == "int":
        return Folded(int(value)) if str(value).strip().isdigit() else None
    return Folded(value) if isinstance(value, tuple) else None


def _of_method(node: t.Call, method: t.Attribute, lookup: Lookup, depth: int) -> Folded | None:
    receiver = unset_value(method.value, lookup, depth + 1)
    if receiver is None and not node.args and not node.keywords:
        return lookup(node)
    if receiver is None or not isinstance(receiver.value, str):
        return None
    text = receiver.value
    if not node.args and method.attr in ("lower", "upper", "strip", "casefold", "title"):
        return Folded(getattr(text, method.attr)())
    if method.attr == "split" and len(node.args) <= 1:
        separator = unset_value(node.args[0], lookup, depth + 1) if node.args else None
        by = separator.value if separator is not None and isinstance(separator.value, str) and separator.value else None
        return Folded(tuple(part.strip() for part in text.split(by)))
    if method.attr in ("startswith", "endswith") and len(node.args) == 1:
        part = unset_value(node.args[0], lookup, depth + 1)
        if part is not None and isinstance(part.value, (str, tuple)):
            return Folded(bool(getattr(text, method.attr)(part.value)))
    return None


def _of_comparison(node: t.Compare, lookup: Lookup, depth: int) -> Folded | None:
    if len(node.ops) != 1:
        return None
    if node.ops[0] in ("in", "not in") and (t.dotted(node.comparators[0]) or "").endswith("environ"):
        return Folded(node.ops[0] == "not in")
    left, right = unset_value(node.left, lookup, depth + 1), unset_value(node.comparators[0], lookup, depth + 1)
    if left is None or right is None:
        return None
    op = node.ops[0]
    if op in ("==", "is"):
        return Folded(left.value == right.value)
    if op in ("!=", "is not"):
        return Folded(left.value != right.value)
    if op in ("in", "not in") and isinstance(right.value, (tuple, str)):
        if isinstance(right.value, str) and not isinstance(left.value, str):
            return None
        return Folded((left.value in right.value) == (op == "in"))
    return None


def _of_choice(node: t.BoolOp, lookup: Lookup, depth: int) -> Folded | None:
    found: Folded | None = None
    for each in node.values:
        found = unset_value(each, lookup, depth + 1)
        if found is None or bool(found.value) == (node.op == "or"):
            return found
    return found
