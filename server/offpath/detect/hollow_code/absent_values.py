"""Values that may be absent, used as if they were there: `float(data.get("price"))`, `os.getenv("HOSTS").split(",")`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words import absent as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.constants import is_constant
from offpath.facts.code.except_branches import is_caught
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "**", "%"})
_ORDERING = frozenset({"<", "<=", ">", ">="})
_RAISED = frozenset({"TypeError", "AttributeError", "KeyError", "LookupError"})


@dataclass(frozen=True, slots=True, eq=False)
class AbsentUse:
    """One use that fails where a value is absent."""

    read: t.Call
    """`data.get("price")`."""
    use: t.Expr | t.Stmt
    """What fails: the conversion, the subscript, the attribute, the operation, the loop."""
    of_environment: bool
    key: str
    receiver: t.Expr | None
    """What is asked; None for `getenv(…)`."""
    what: str
    """What the use does: `float`, `[…]`, `.split`, `*`, `for`, `in`."""
    direct: bool
    """Whether the read itself is used, not a name that it was bound to."""


def absent_uses(facts: UnitFacts) -> Iterator[AbsentUse]:
    """Every such use of a unit, once for each read."""
    for call in facts.nodes(t.Call):
        of_environment = reads_environment(facts, call)
        if not of_environment and not _reads_mapping(facts, call):
            continue
        found = _failing_use(facts, call, of_environment)
        if found is not None and not is_caught(found.use, _RAISED):
            yield found


def reads_environment(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a call reads an environment variable and has no default for it."""
    if last_name(call.func) not in ("getenv", "get") or not _asks_without_default(facts, call):
        return False
    return facts.callee(call) in catalogue.ENVIRONMENT_READS


def is_tested(facts: UnitFacts, read: t.Call) -> bool:
    """Whether the function asks whether what a read answers is there: directly, or by the name that it is bound to."""
    receiver = read.func.value if isinstance(read.func, t.Attribute) else None
    key = str(read.args[0].value) if isinstance(read.args[0], t.Constant) else ""
    parent = read.parent
    target = parent.targets[0] if isinstance(parent, t.Assign) and len(parent.targets) == 1 else None
    return _is_checked(facts, read, receiver, key, target.id if isinstance(target, t.Name) else None)


def _asks_without_default(facts: UnitFacts, call: t.Call) -> bool:
    first = call.args[0] if call.args else None
    if not isinstance(first, t.Constant) or not isinstance(first.value, str) or call.keywords:
        return False
    return len(call.args) == 1 or (len(call.args) == 2 and is_constant(facts, call.args[1], None))


def _reads_mapping(facts: UnitFacts, call: t.Call) -> bool:
    if not isinstance(call.func, t.Attribute) or call.func.attr != "get":
        return False
    if not _asks_without_default(facts, call) and not _has_empty_default(call):
        return False
    key = str(call.args[0].value) if isinstance(call.args[0], t.Constant) else ""
    if "/" in key or "{" in key or not key:
        return False
    receiver = call.func.value
    kind = facts.type_of(receiver)
    if kind:
        return kind.startswith(catalogue.MAPPINGS)
    found = facts.resolve(receiver)
    if found is not None and found.kind in ("module", "class"):
        return False
    last = words(last_name(receiver))
    return not last or last[-1] not in catalogue.STORES or (last == ("session",) and _is_web_session(facts, receiver))


def _is_web_session(facts: UnitFacts, receiver: t.Expr) -> bool:
    return isinstance(receiver, t.Attribute) and last_name(receiver.value) in ("request", "req")


def _has_empty_default(call: t.Call) -> bool:
    """Whether a call asks with an empty default and its answer is asked for an element at once: `get("user", {})["id"]`."""
    default = call.args[1] if len(call.args) == 2 and not call.keywords else None
    is_empty = (isinstance(default, t.Dict) and not default.items) or (
        isinstance(default, (t.List, t.Tuple)) and not default.elts
    )
    outer = call.parent
    return (
        is_empty
        and isinstance(call.args[0], t.Constant)
        and isinstance(call.args[0].value, str)
        and isinstance(outer, t.Subscript)
        and outer.value is call
        and not isinstance(outer.index, t.Slice)
    )


def _failing_use(facts: UnitFacts, call: t.Call, of_environment: bool) -> AbsentUse | None:
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    key = str(call.args[0].value) if isinstance(call.args[0], t.Constant) else ""
    direct = _what_fails(call)
    if direct is not None:
        use, what = direct
        checked = _is_checked(facts, call, receiver, key, None)
        return None if checked else AbsentUse(call, use, of_environment, key, receiver, what, True)
    target = call.parent
    if not isinstance(target, t.Assign) or target.value is not call or len(target.targets) != 1:
        return None
    name = target.targets[0]
    if not isinstance(name, t.Name):
        return None
    flow = facts.reading.symbols.flow_at(name)
    definition = next((d for d in flow.named(name.id) if d.node is name), None)
    if definition is None or _is_checked(facts, call, receiver, key, name.id):
        return None
    for read in definition.uses:
        found = _what_fails(read)
        if found is not None and len(facts.definitions(read)) == 1 and not is_caught(found[0], _RAISED):
            return AbsentUse(call, found[0], of_environment, key, receiver, found[1], False)
    return None


def _what_fails(node: t.Expr) -> tuple[t.Expr | t.Stmt, str] | None:
    """What around an expression fails where its value is None."""
    parent = node.parent
    if isinstance(parent, t.Call) and parent.args[:1] == [node] and last_name(parent.func) in catalogue.CONVERSIONS:
        return parent, last_name(parent.func)
    if isinstance(parent, t.Subscript) and parent.value is node:
        return parent, "[…]"
    if isinstance(parent, t.Attribute) and parent.value is node:
        return parent, f".{parent.attr}"
    if isinstance(parent, t.BinOp) and parent.op in _ARITHMETIC:
        text = parent.op == "%" and (parent.right is node or isinstance(parent.left, (t.Constant, t.JoinedStr)))
        return None if text else (parent, parent.op)
    if isinstance(parent, t.For) and parent.iter is node:
        return node, "for"
    if isinstance(parent, t.Comprehension) and parent.iter is node:
        return node, "for"
    if isinstance(parent, t.Compare):
        position = ([parent.left, *parent.comparators]).index(node)
        if position and parent.ops[position - 1] in ("in", "not in"):
            return parent, "in"
        if any(op in _ORDERING for op in parent.ops):
            return parent, next(op for op in parent.ops if op in _ORDERING)
    return None


def _is_checked(facts: UnitFacts, read: t.Call, receiver: t.Expr | None, key: str, name: str | None) -> bool:
    """Whether the function (or the unit's own statements) asks anywhere whether the value is there, or puts it there."""
    function = facts.function_of(read)
    asked = facts.text(receiver) if receiver is not None else ""
    read_text = facts.text(read)
    for node in _nodes(facts, function):
        for test in _tests(node):
            if any(_asks(facts, each, read, read_text, asked, key, name) for each in test.walk()):
                return True
        if isinstance(node, t.Subscript) and _names(facts, node, asked, key) and _is_stored(node):
            return True
        if isinstance(node, t.Call) and node.start < read.start and _makes_sure(facts, node, asked, key):
            return True
    return False


def _nodes(facts: UnitFacts, function: FunctionFacts | None) -> Iterator[t.Node]:
    return function.own_nodes(t.Node) if function is not None else facts.tree.walk()


def _tests(node: t.Node) -> tuple[t.Expr, ...]:
    """What a node tests."""
    if isinstance(node, (t.If, t.While, t.IfExp, t.Assert)):
        return (node.test,)
    if isinstance(node, t.BoolOp):
        return tuple(node.values) if node.op == "or" else tuple(node.values[:-1])
    if isinstance(node, t.Comprehension):
        return tuple(node.ifs)
    if isinstance(node, t.Match):
        return (node.subject,)
    if isinstance(node, t.Compare) and any(op in ("is", "is not", "==", "!=") for op in node.ops):
        return (node,)
    return ()


def _asks(facts: UnitFacts, node: t.Node, read: t.Call, read_text: str, asked: str, key: str, name: str | None) -> bool:
    if isinstance(node, t.Name):
        return name is not None and node.id == name and _what_fails(node) is None
    if isinstance(node, t.Call):
        if node is read:
            return _what_fails(read) is None
        return facts.text(node) == read_text
    if isinstance(node, t.Subscript):
        return _names(facts, node, asked, key)
    if isinstance(node, t.Compare) and any(op in ("in", "not in") for op in node.ops):
        left = node.left
        container = facts.text(node.comparators[-1])
        same = container in (asked, f"{asked}.keys()", "os.environ", "environ")
        return same and (not isinstance(left, t.Constant) or left.value == key)
    return False


def _names(facts: UnitFacts, node: t.Subscript, asked: str, key: str) -> bool:
    """Whether a subscript names the same element."""
    return isinstance(node.index, t.Constant) and node.index.value == key and facts.text(node.value) == asked


def _is_stored(node: t.Subscript) -> bool:
    parent = node.parent
    return isinstance(parent, t.Assign) and node in parent.targets


def _makes_sure(facts: UnitFacts, call: t.Call, asked: str, key: str) -> bool:
    """Whether a call puts the value there, or checks the whole: `data.setdefault("x", 1)`, `validate(data)`, `form.validate()`."""
    if isinstance(call.func, t.Attribute) and call.func.attr in ("setdefault", "update"):
        return facts.text(call.func.value) == asked
    checking = words(last_name(call.func))
    checks = bool(checking) and not {
        "validate",
        "valid",
        "check",
        "require",
        "ensure",
        "verify",
        "validated",
    }.isdisjoint(checking)
    return checks and (not call.args or any(facts.text(argument) == asked for argument in call.args))
