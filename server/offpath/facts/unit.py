"""What rules see of one unit: its tree, its functions, where values come from, and what expressions denote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from offpath.facts.code.kinds_of_files import TESTS, kinds_of
from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol
from offpath.facts.flow.flow import Definition, Flow
from offpath.facts.project.names import FUNCTION, LINEAGE, RESOLVE
from offpath.facts.project.project import Asking, FactSettings
from offpath.facts.project.references import Ref
from offpath.facts.summaries.contribution import Contribution, FunctionSummary
from offpath.facts.values.walking import Walked
from offpath.syntax import tree as t
from offpath.syntax.budget import spend
from offpath.syntax.nodes import Nodes
from offpath.text.span import Span

N = TypeVar("N", bound=t.Node)
D = TypeVar("D")

_LISTED_IN_A_STEP = 16
"""So many nodes of a list that is at hand are looked at for one step."""

_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Where a unit stands: `path` from the project's root with `/`, its dotted module, and what kind of file it is."""

    path: str
    module: str
    is_test: bool = False
    settings: FactSettings = field(default_factory=FactSettings)

    @property
    def kinds(self) -> frozenset[str]:
        """What kinds of code the file holds, in the words of `kinds_of_files`."""
        return kinds_of(self.path) | {TESTS} if self.is_test else kinds_of(self.path)


class UnitFacts:
    """The facts of one unit, computed when asked for. Everything asked outside the unit is recorded in `asking`."""

    def __init__(self, reading: UnitReading, contribution: Contribution, asking: Asking, file: FileFacts) -> None:
        self.reading = reading
        self._contribution = contribution
        self._derived: dict[Callable[[UnitFacts], Any], Any] = {}
        self.asking = asking
        self.file = file
        self.settings = file.settings
        self.walked: Walked = {}

    @property
    def tree(self) -> t.Tree:
        """The unit's tree."""
        return self.reading.parsed.tree

    @property
    def module(self) -> str:
        """The dotted name of the unit's module."""
        return self.file.module

    def nodes(self, kind: type[N]) -> list[N]:
        """The unit's own nodes of exactly this kind, in source order."""
        found = self.reading.parsed.nodes(kind)
        spend(1 + len(found) // _LISTED_IN_A_STEP)
        return found

    def all_nodes(self, kind: type[N]) -> list[N]:
        """All nodes of exactly this kind, those of the function around a handler, too."""
        return self.reading.parsed.all_nodes(kind)

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Every name that is written behind a dot: what looks for some of them has nothing to do where none is."""
        return frozenset(node.attr for node in self.all_nodes(t.Attribute))

    def text(self, node: t.Node) -> str:
        """A node as written."""
        return self.reading.text[node.start : node.end]

    def span(self, node: t.Node) -> Span:
        """A node's span."""
        return Span(node.start, node.end)

    # -- functions

    @cached_property
    def functions(self) -> tuple[FunctionFacts, ...]:
        """Every function of the unit, nested ones included, in source order."""
        return tuple(self._functions_by_node[node] for node in self.nodes(t.FunctionDef))

    def function_at(self, node: t.FunctionDef) -> FunctionFacts:
        """The facts of a function that stands in the unit's text."""
        return self._functions_by_node[node]

    @cached_property
    def summaries(self) -> dict[tuple[str, ...], FunctionSummary]:
        """What the unit's functions are and do by themselves, by path; the first of a path counts."""
        return {each.path: each for each in reversed(self._contribution.functions)}

    @cached_property
    def _functions_by_node(self) -> dict[t.FunctionDef, FunctionFacts]:
        return {node: FunctionFacts(self, node) for node in self.reading.parsed.all_nodes(t.FunctionDef)}

    def function_of(self, node: t.Node) -> FunctionFacts | None:
        """The innermost function that a node stands in; None at module or class level."""
        passed: list[t.Node] = []
        current = node.parent
        while current is not None and not isinstance(current, t.FunctionDef) and current not in self._function_around:
            spend()
            passed.append(current)
            current = current.parent
        if current is None or isinstance(current, t.FunctionDef):
            found = self._functions_by_node[current] if current is not None else None
        else:
            found = self._function_around[current]
        for each in passed:
            self._function_around[each] = found
        return found

    @cached_property
    def _function_around(self) -> dict[t.Node, FunctionFacts | None]:
        """The innermost function around nodes that were asked about."""
        return {}

    # -- names

    def symbol(self, node: t.Expr) -> Symbol | None:
        """What an expression denotes, as far as the unit tells."""
        return self.reading.symbols.of(node)

    def resolve(self, node: t.Expr) -> Ref | None:
        """What an expression denotes in the project, or None: cannot tell."""
        found = self._resolved.get(node, _UNKNOWN)
        if found is _UNKNOWN:
            found = self._resolved[node] = self.resolve_symbol(self.symbol(node))
        else:
            spend()
        return cast("Ref | None", found)

    @cached_property
    def _resolved(self) -> dict[t.Expr, object]:
        """What expressions denote that were asked about."""
        return {}

    def resolve_symbol(self, symbol: Symbol | None) -> Ref | None:
        """What a symbol denotes in the project, or None: cannot tell."""
        if symbol is None:
            return None
        found: Ref | None = self.asking.ask(RESOLVE, self.module, symbol)
        return found

    def callee(self, call: t.Call) -> str:
        """The canonical dotted name of what is called, `requests.get` or `app.db.get_user`, or an empty string."""
        found = self.resolve(call.func)
        return found.name if found is not None else ""

    def type_of(self, node: t.Expr) -> str:
        """The canonical dotted type of an expression's value, or an empty string: cannot tell."""
        found = self.resolve(node)
        return found.name if found is not None and found.kind == "instance" else ""

    def type_entered(self, context: t.Expr) -> str:
        """The canonical dotted type of what `with` over an expression binds, or an empty string: cannot tell."""
        symbol = self.symbol(context)
        found = self.resolve_symbol(("enter", symbol)) if symbol is not None else None
        return found.name if found is not None and found.kind == "instance" else ""

    def is_a(self, node: t.Expr, *types: str) -> bool:
        """Whether an expression's value is known to be an instance of one of these types or of a subclass."""
        found = self.resolve(node)
        if found is None or found.kind != "instance":
            return False
        return any(name in types for name in self.asking.ask(LINEAGE, found.name))

    def lineage(self, name: str) -> tuple[str, ...]:
        """The dotted names of a class and its known bases, nearest first."""
        found: tuple[str, ...] = self.asking.ask(LINEAGE, name)
        return found

    def summary(self, name: str) -> FunctionSummary | None:
        """The summary of a function of the project, by its dotted name."""
        found: FunctionSummary | None = self.asking.ask(FUNCTION, name)
        return found

    def derived(self, compute: Callable[[UnitFacts], D]) -> D:
        """What is computed of the unit by a higher module, once."""
        if compute not in self._derived:
            self._derived[compute] = compute(self)
        return cast("D", self._derived[compute])

    # -- values

    def definitions(self, name: t.Name) -> tuple[Definition, ...]:
        """The bindings that can reach a read of a name."""
        return self.reading.symbols.definitions(name)


class FunctionFacts:
    """One function of a unit."""

    def __init__(self, unit: UnitFacts, node: t.FunctionDef) -> None:
        self.unit = unit
        self.node = node
        self.walked: Walked = {}

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.node.name

    @cached_property
    def path(self) -> tuple[str, ...]:
        """Its qualified path within the module."""
        return self.unit.reading.function_path(self.node)

    @cached_property
    def qualified_name(self) -> str:
        """Its dotted name in the project."""
        return ".".join((self.unit.module, *self.path)) if self.unit.module else ".".join(self.path)

    @property
    def name_span(self) -> Span:
        """The span of the name in the `def` line, where findings on the whole function are reported."""
        return Span(self.node.name_start, self.node.name_start + len(self.node.name))

    @cached_property
    def flow(self) -> Flow:
        """Where values come from in this function."""
        return self.unit.reading.symbols.flow_at(self.node.body[0])

    @property
    def params(self) -> list[t.Param]:
        """The parameters as written."""
        return self.node.params

    @cached_property
    def class_name(self) -> str:
        """The dotted name of the class that a method belongs to, or an empty string."""
        parent = self.node.parent
        while parent is not None and not isinstance(parent, (t.FunctionDef, t.ClassDef)):
            parent = parent.parent
        in_class = isinstance(parent, t.ClassDef) or (parent is None and bool(self.unit.reading.enclosing))
        return ".".join((self.unit.module, *self.path[:-1])) if in_class else ""

    @property
    def is_method(self) -> bool:
        """Whether the function is defined in a class."""
        return bool(self.class_name)

    @cached_property
    def summary(self) -> FunctionSummary:
        """What the function is and does by itself; of one around a handler, what its own unit says."""
        own = self.unit.summaries.get(self.path)
        return own or self.unit.summary(self.qualified_name) or FunctionSummary(self.path, ())

    @cached_property
    def own(self) -> Nodes:
        """The nodes of the function's body, not those of functions or classes nested in it."""
        return self.unit.reading.own_nodes(self.node)

    def own_nodes(self, *kinds: type[N]) -> Iterator[N]:
        """Those of these kinds, in source order; what goes over them is counted as work."""
        own = self.own
        if not own.knows(*kinds):
            spend(1 + len(own.all) // _LISTED_IN_A_STEP)
        found = own.of(*kinds)
        spend(1 + len(found) // _LISTED_IN_A_STEP)
        return iter(found)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that is written in the function, and in functions within it."""
        return frozenset(node.id for node in self.node.walk() if isinstance(node, t.Name))

    @cached_property
    def calls(self) -> tuple[t.Call, ...]:
        """The calls in the function's own body, in source order."""
        return tuple(self.own_nodes(t.Call))

    @cached_property
    def returns(self) -> tuple[t.Return, ...]:
        """The return statements of the function's own body."""
        return tuple(self.own_nodes(t.Return))

    def definitions_of(self, names: Iterable[str]) -> list[Definition]:
        """Every binding of these names in the function."""
        wanted = set(names)
        spend(1 + len(self.flow.definitions) // _LISTED_IN_A_STEP)
        return [d for d in self.flow.definitions if d.name in wanted]
