"""What reaches expressions, directly or through local names: each binding and each expression is looked at once, however many ask.

All that stands in an expression reaches it here, whatever is done with it, and every expression of every function is asked: marks are bits of
numbers, which costs less than to gather answers as `trails` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from offpath.catalogue.libraries.requests import READERS, REQUEST_NAMES, SOURCES
from offpath.facts.code.reading import UnitReading
from offpath.facts.flow.flow import Definition
from offpath.syntax import tree as t


class Reaching:
    """Which marks reach the expressions of a function. A mark is one bit of a number; several reach what several come to."""

    def __init__(
        self,
        definitions: Callable[[t.Name], Iterable[Definition]],
        marks: Callable[[t.Node], int],
        bound: Callable[[Definition], int | None],
        opaque: tuple[type[t.Node], ...],
    ) -> None:
        self._definitions = definitions
        self._marks = marks
        """The marks that a node bears itself."""
        self._bound = bound
        """The marks that a binding bears; None: those of its value."""
        self._opaque = opaque
        """What nothing is looked for in."""
        self._known: dict[t.Node, int] = {}
        """The marks of expressions that were looked at, with all below them."""
        self._values: dict[t.Node, int] = {}
        """The marks of values that are bound to names."""
        self._names: dict[t.Name, tuple[int, list[t.Expr]]] = {}
        """The marks that a name bears itself, and the values that it may stand for where its bindings bear none."""

    def of(self, node: t.Node) -> int:
        """The marks that reach an expression."""
        if node not in self._known:
            fresh, _ = self._below(node)
            self._discover([value for each in fresh if isinstance(each, t.Name) for value in self._sources(each)])
            self._gather(fresh)
        return self._known[node]

    def _below(self, node: t.Node) -> tuple[list[t.Node], int]:
        """The nodes of an expression that were not looked at before, the outer ones first, and the marks of the others."""
        fresh: list[t.Node] = []
        marks = 0
        pending = [node]
        while pending:
            each = pending.pop()
            known = self._known.get(each)
            if known is not None:
                marks |= known
                continue
            fresh.append(each)
            if not isinstance(each, self._opaque):
                pending += each.children()
        return fresh, marks

    def _sources(self, name: t.Name) -> list[t.Expr]:
        """The values that a name may stand for, where it does not bear marks of its own."""
        return self._named(name)[1]

    def _own(self, node: t.Node) -> int:
        return self._marks(node) | self._named(node)[0] if isinstance(node, t.Name) else self._marks(node)

    def _named(self, name: t.Name) -> tuple[int, list[t.Expr]]:
        known = self._names.get(name)
        if known is None:
            marks = 0
            values: list[t.Expr] = []
            for definition in self._definitions(name):
                bound = self._bound(definition)
                marks |= bound or 0
                if bound is None and definition.value is not None:
                    values.append(definition.value)
            known = self._names[name] = marks, values
        return known

    def _gather(self, fresh: list[t.Node]) -> None:
        for node in reversed(fresh):
            marks = self._own(node)
            if isinstance(node, t.Name):
                for value in self._sources(node):
                    marks |= self._values[value]
            elif not isinstance(node, self._opaque):
                for child in node.children():
                    marks |= self._known[child]
            self._known[node] = marks

    def _discover(self, asked: list[t.Expr]) -> None:
        """Finds the marks of values and of all that they are made of, round about too."""
        feeding: dict[t.Expr, list[t.Expr]] = {}
        while asked:
            value = asked.pop()
            if value in self._values:
                continue
            fresh, marks = self._below(value)
            for part in fresh:
                marks |= self._own(part)
                for source in self._sources(part) if isinstance(part, t.Name) else ():
                    feeding.setdefault(source, []).append(value)
                    asked.append(source)
            self._values[value] = marks
        changed = [*feeding]
        while changed:
            source = changed.pop()
            for value in feeding.get(source, ()):
                if self._values[source] & ~self._values[value]:
                    self._values[value] |= self._values[source]
                    changed.append(value)


class Requested:
    """What the expressions of one unit read from the request."""

    def __init__(self, reading: UnitReading) -> None:
        self._is_named = any(map(is_request_part, reading.parsed.all_nodes(t.Attribute)))
        self._reaching = Reaching(reading.symbols.definitions, _mark, lambda definition: None, _OPAQUE)

    def reads(self, node: t.Expr) -> bool:
        """Whether an expression, through local names, contains something like `request.args[…]` or `self.get_argument(…)`."""
        return self._is_named and bool(self._reaching.of(node))


_OPAQUE = (t.FunctionDef, t.ClassDef, t.Lambda)


def _mark(node: t.Node) -> int:
    return int(isinstance(node, t.Attribute) and is_request_part(node))


def is_request_part(node: t.Attribute) -> bool:
    """Whether an attribute is a part of the request by its name and its root's."""
    base = node.value
    name = base.attr if isinstance(base, t.Attribute) else base.id if isinstance(base, t.Name) else ""
    if name in REQUEST_NAMES and (node.attr in SOURCES or node.attr in READERS):
        return True
    return name == "self" and (
        node.attr in ("kwargs", "path_kwargs") or (node.attr in READERS and "argument" in node.attr)
    )
