"""What methods put into an object's containers and take out of them: the traits `adds x`, `caps x`, `bounds x` and `takes x`.

`adds x` where a method puts something into `self.x`; `caps x` where it asks for its length before it does more; `bounds x` where it makes it as what holds
only so much; `writes x` where it writes all of its items out, `sets x` where it gives it another value; `takes x` where it removes something. What functions
remove from a container of the module is told as well: `takes :x`.
"""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.functions.attribute_changes import attribute_of, object_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

ADDS, CAPS, BOUNDS, TAKES, WRITES, SETS = "adds", "caps", "bounds", "takes", "writes", "sets"

_ADDING = frozenset({"append", "appendleft", "add", "insert", "extend", "setdefault", "update", "put"})
_TAKING = frozenset({"pop", "popitem", "remove", "discard", "clear", "popleft"})
_BOUNDED = frozenset({"deque", "LRUCache", "TTLCache", "LFUCache", "Queue"})


def container_traits(function: t.FunctionDef, nodes: Nodes) -> Iterator[str]:
    """What a method's own nodes show."""
    own = object_name(function)
    for taking in nodes.of(t.Delete, t.Call):
        yield from (f"{TAKES} {name}" for name in _taken_from(taking, own) if name)
    for node in nodes.of(t.Call, t.AugAssign, t.If, t.While, t.Assign, t.AnnAssign) if own else ():
        yield from (f"{does} {attribute}" for does, attribute in _shown(node, own) if attribute)


def _taken_from(node: t.Node, own: str) -> Iterator[str]:
    """The containers that a node removes something from."""
    if isinstance(node, t.Delete):
        yield from (container_name(target.value, own) for target in node.targets if isinstance(target, t.Subscript))
    elif isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in _TAKING:
        yield container_name(node.func.value, own)


def container_name(node: t.Expr, own: str) -> str:
    """How traits call a container: by its attribute, or `:name` of the module's; empty for others."""
    if isinstance(node, t.Name):
        return f":{node.id}"
    return attribute_of(node, own) if own and isinstance(node, t.Attribute) else ""


def _shown(node: t.Node, own: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) and node.func.attr in _ADDING:
        yield ADDS, attribute_of(node.func.value, own)
    elif isinstance(node, t.AugAssign):
        yield ADDS, attribute_of(node.target, own)
    elif isinstance(node, (t.If, t.While)):
        yield from ((CAPS, attribute) for attribute in _measured(node.test, own))
    elif isinstance(node, (t.Assign, t.AnnAssign)):
        for target in node.targets if isinstance(node, t.Assign) else [node.target]:
            if isinstance(target, t.Subscript):
                yield ADDS, attribute_of(target, own)
            elif node.value is not None and _is_bounded(node.value):
                yield BOUNDS, attribute_of(target, own)
            elif node.value is not None:
                yield WRITES if _is_written_out(node.value) else SETS, attribute_of(target, own)


def _measured(test: t.Expr, own: str) -> Iterator[str]:
    """The attributes whose length a comparison asks for."""
    for compare in test.walk():
        if isinstance(compare, t.Compare):
            for call in compare.walk():
                if isinstance(call, t.Call) and last_name(call.func) == "len" and call.args:
                    yield attribute_of(call.args[0], own)


def _is_written_out(value: t.Expr) -> bool:
    """Whether a value is a list whose items all stand there; an empty one has none."""
    return isinstance(value, (t.List, t.Tuple, t.Set)) and not any(isinstance(e, t.Starred) for e in value.elts)


def _is_bounded(value: t.Expr) -> bool:
    if not isinstance(value, t.Call) or last_name(value.func) not in _BOUNDED:
        return False
    return value.keyword("maxlen") is not None or value.keyword("maxsize") is not None or len(value.args) > 1
