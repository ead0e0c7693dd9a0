"""One parsed unit: what can be told of it without asking anybody."""

from __future__ import annotations

from functools import cached_property

from offpath.facts.code.symbols import Symbols
from offpath.facts.flow.flow import Flow
from offpath.facts.flow.flow_walk import flow_of
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes, own_nodes
from offpath.syntax.parse import ParsedUnit, parse_unit
from offpath.text.span import Span


class UnitReading:
    """One parsed unit: what can be told without asking anybody."""

    def __init__(self, kind: str, path: tuple[str, ...], parsed: ParsedUnit) -> None:
        self.kind = kind
        """`function`, `class` or `statements`."""
        self.path = path
        """The qualified path of the function or class; empty for statements."""
        self.parsed = parsed
        self.has_error = parsed.tree.has_error

    @property
    def is_part_of_function(self) -> bool:
        """Whether handlers that its function registers were cut out of it: they may mention any name."""
        return self.kind == "function" and self.parsed.is_completed

    @property
    def text(self) -> str:
        """The unit's text."""
        return self.parsed.text

    @cached_property
    def flow(self) -> Flow:
        """Where values come from, for the unit and the functions in it."""
        return flow_of(self.parsed.tree)

    @property
    def enclosing(self) -> tuple[str, ...]:
        """The path of the class around the unit; empty without one."""
        return self.path[: -1 - self._functions_around]

    @property
    def _functions_around(self) -> int:
        """How many functions of which the unit holds a part only are named in its path."""
        return int(len(self.parsed.own) < len(self.parsed.text))

    @cached_property
    def symbols(self) -> Symbols:
        """What expressions denote, as far as the unit tells."""
        return Symbols(self.flow, self.enclosing)

    def own_nodes(self, function: t.FunctionDef) -> Nodes:
        """The nodes of a function's body, not those of functions and classes nested in it."""
        found = self._own_nodes.get(function)
        if found is None:
            found = self._own_nodes[function] = own_nodes(function.body)
        return found

    @cached_property
    def _own_nodes(self) -> dict[t.FunctionDef, Nodes]:
        return {}

    def function_path(self, function: t.FunctionDef) -> tuple[str, ...]:
        """The qualified path of a function of this unit."""
        return self.symbols.path_of(function)


def read_unit(
    kind: str, path: tuple[str, ...], text: str, prefix: str = "", suffix: str = "", own: Span | None = None
) -> UnitReading:
    """Parse a unit. Raises `offpath.syntax.nesting.TooDeep`."""
    return UnitReading(kind, path, parse_unit(text, prefix, suffix, own))
