"""Whether two expressions name the same place: compared as trees, whatever quotes, line breaks and defaults they are written with.

    options.get("pad")        options["pad"]        options.get(
                                                        'pad', None)

A visitor's request has one form, whether a method is handed it or finds it in `self`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from offpath.catalogue.words.verbs import first_word
from offpath.syntax import tree as t
from offpath.syntax.budget import spend
from offpath.syntax.nodes import Nodes


def place_of(node: t.Expr | None) -> str:
    """The form of a place: names, attributes and constant keys; an empty string for what is none."""
    parts: list[str] = []
    while node is not None:
        spend()
        if isinstance(node, t.Name):
            parts.append(node.id)
            break
        if isinstance(node, t.Attribute):
            parts.append(f".{node.attr}")
            node = node.value
        elif isinstance(node, t.Subscript) and isinstance(node.index, t.Constant):
            parts.append(f"[{node.index.value!r}]")
            node = node.value
        elif isinstance(node, t.Call) and _asks_for_key(node):
            assert isinstance(node.func, t.Attribute)
            assert isinstance(node.args[0], t.Constant)
            parts.append(f"[{node.args[0].value!r}]")
            node = node.func.value
        elif isinstance(node, t.Call) and not node.args and not node.keywords:
            parts.append("()")
            node = node.func
        elif isinstance(node, t.Await):
            node = node.value
        else:
            return ""
    written = "".join(reversed(parts))
    return written.removeprefix("self.") if written.startswith("self.request.") else written


def _asks_for_key(call: t.Call) -> bool:
    return (
        isinstance(call.func, t.Attribute)
        and call.func.attr == "get"
        and bool(call.args)
        and isinstance(call.args[0], t.Constant)
    )


def asked_places(test: t.Expr) -> Iterator[str]:
    """The places that a test asks for: `"size" in request.GET`, `request.GET.get("size")`, `form["size"]`."""
    for node in test.walk():
        if isinstance(node, t.Compare) and isinstance(node.left, t.Constant) and node.ops[0] in ("in", "not in"):
            container = place_of(node.comparators[0]).removesuffix(".keys()")
            if container:
                yield f"{container}[{node.left.value!r}]"
        elif isinstance(node, (t.Call, t.Subscript)):
            place = place_of(node)
            if place.endswith("]"):
                yield place


_MOST_TESTS = 32
"""So many tests of a function are looked at; what the others ask is not known."""


class Asked:
    """What a function's tests, and checks that it runs, have asked for, and where each of them has been passed."""

    def __init__(self, own: Nodes) -> None:
        self._passed: list[tuple[int, int, frozenset[str]]] = []
        self._holding: list[tuple[int, int, str, str]] = []
        """Where a container is known to hold what a name is bound to: the name, the container."""
        self._equal: list[tuple[int, int, str, str]] = []
        """Where a name is known to be a constant: the name, the constant as written in places."""
        for node in own.of(t.If, t.IfExp, t.ExprStmt):
            if len(self._passed) >= _MOST_TESTS:
                break
            if isinstance(node, (t.If, t.IfExp)):
                self._keep(node.start, _end_of_passing(node), asked_places(node.test))
                if isinstance(node, t.If):
                    self._keep_by_name(node)
            elif isinstance(node, t.ExprStmt) and node.parent is not None and _is_check(node.value):
                self._keep(node.end, node.parent.end, asked_places(node.value))

    def _keep(self, start: int, end: int, places: Iterable[str]) -> None:
        found = frozenset(places)
        if found:
            self._passed.append((start, end, found))

    def _keep_by_name(self, node: t.If) -> None:
        """Keeps what a test says of a name: `for key in KEYS: if key in request.POST: if key == "size": …`."""
        test = node.test
        if not isinstance(test, t.Compare) or len(test.ops) != 1 or not isinstance(test.left, t.Name):
            return
        right, start, end = test.comparators[0], node.body[0].start, node.body[-1].end
        if test.ops[0] == "in" and place_of(right):
            self._holding.append((start, end, test.left.id, place_of(right).removesuffix(".keys()")))
        elif test.ops[0] == "==" and isinstance(right, t.Constant):
            self._equal.append((start, end, test.left.id, f"[{right.value!r}]"))

    def of_request(self, node: t.Node) -> frozenset[str]:
        """The places of the visitor's request that have been asked for on the way to a node."""
        return frozenset(each for each in self._before(node) if each.startswith("request."))

    def of_handed(self, node: t.Node, slots: Iterable[tuple[int | str, t.Expr]]) -> frozenset[tuple[int | str, str]]:
        """What has been asked for, on the way to a call, of what it is handed: each with its slot, `(0, "['size']")`."""
        asked = self._before(node)
        return frozenset(
            (slot, place.removeprefix(value.id))
            for slot, value in (slots if asked else ())
            if isinstance(value, t.Name)
            for place in asked
            if place.startswith(f"{value.id}[")
        )

    def _before(self, node: t.Node) -> frozenset[str]:
        passed = (places for start, end, places in self._passed if start <= node.start < end)
        return frozenset(self._by_name(node)).union(*passed)

    def _by_name(self, node: t.Node) -> Iterator[str]:
        held = [each for each in self._holding if each[0] <= node.start < each[1]]
        for start, end, name, key in self._equal if held else ():
            if start <= node.start < end:
                yield from (f"{container}{key}" for _, _, of, container in held if of == name)


def _is_check(node: t.Expr) -> bool:
    """Whether a call that stands alone checks what it is handed, by its name: it most likely raises."""
    call = node.value if isinstance(node, t.Await) else node
    if not isinstance(call, t.Call):
        return False
    name = (
        call.func.attr if isinstance(call.func, t.Attribute) else call.func.id if isinstance(call.func, t.Name) else ""
    )
    return first_word(name) in (
        "assert",
        "ensure",
        "require",
        "demand",
        "validate",
        "check",
        "verify",
        "raise",
        "enforce",
    )


def _end_of_passing(node: t.If | t.IfExp) -> int:
    """Where the last thing ends that a test decides about: the statement, or its block where its branch leaves that."""
    leaves = isinstance(node, t.If) and isinstance(node.body[-1], (t.Return, t.Raise, t.Continue, t.Break))
    return node.parent.end if leaves and node.parent is not None else node.end
