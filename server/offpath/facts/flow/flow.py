"""Where values come from: for each name that is read, the bindings that can reach it. `flow_walk` finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from offpath.syntax import tree as t


@dataclass(slots=True, eq=False)
class Definition:
    """One binding of a name."""

    name: str
    node: t.Node
    """The node that binds: a target `Name`, a `Param`, an `Alias`, an `ExceptHandler`, a definition."""
    kind: str
    """`parameter`, `assign`, `augment`, `loop`, `with`, `except`, `import`, `function`, `class`, `match` or `delete`."""
    value: t.Expr | None
    """The expression that the value comes from: assigned, iterated, entered or matched; None where there is none."""
    path: tuple[int, ...] = ()
    """Where in the value: `a, (b, c) = v` binds `c` by `(1, 1)`; -1 marks a starred rest."""
    scope: t.Node | None = None
    """The function, lambda, class or tree in which the name is bound."""
    uses: list[t.Name] = field(default_factory=list)
    """The reads that this binding can reach."""


class Flow:
    """The reaching definitions of one scope and, through `nested`, of the functions in it."""

    def __init__(self, scope: t.Tree | t.FunctionDef, enclosing: Flow | None = None) -> None:
        self.scope = scope
        self.enclosing = enclosing
        self.definitions: list[Definition] = []
        self.reaching: dict[t.Name, tuple[Definition, ...]] = {}
        self.free: dict[str, list[t.Name]] = {}
        """Reads of names that nothing in this scope binds."""
        self.nested: dict[t.FunctionDef, Flow] = {}
        self.declared_global: set[str] = set()
        """Names that `global` or `nonlocal` hands to an outer scope."""
        self.falls_through = True
        """Whether execution can reach the end of the body."""
        self.unreachable: set[t.Stmt] = set()
        """First statements of stretches that nothing reaches."""
        self.caught_at: dict[t.Raise, dict[str, tuple[Definition, ...]]] = {}
        """For each `raise`, the names that may hold a caught exception there, with all bindings that can reach it."""

    @cached_property
    def by_name(self) -> dict[str, list[Definition]]:
        """Every binding in this scope by its name, in source order; not to be asked before the scope is walked."""
        found: dict[str, list[Definition]] = {}
        for definition in self.definitions:
            found.setdefault(definition.name, []).append(definition)
        return found

    @cached_property
    def by_node(self) -> dict[t.Node, list[Definition]]:
        """Every binding in this scope by the node that binds, and by the target of an augmented assignment."""
        found: dict[t.Node, list[Definition]] = {}
        for definition in self.definitions:
            node = definition.node
            for key in (node, node.target) if isinstance(node, t.AugAssign) else (node,):
                found.setdefault(key, []).append(definition)
        return found

    def named(self, name: str) -> list[Definition]:
        """Every binding of a name in this scope, in source order."""
        return self.by_name.get(name, [])

    def of(self, name: t.Name) -> tuple[Definition, ...]:
        """The bindings that can reach a read; empty for globals, builtins and names of enclosing scopes not found."""
        flow: Flow | None = self
        found: tuple[Definition, ...] = ()
        while flow is not None:
            found = flow.reaching.get(name, ())
            if found:
                return found
            flow = flow.enclosing
        return found

    def all_flows(self) -> Iterator[Flow]:
        """This flow and those of all functions nested in it."""
        pending = [self]
        while pending:
            flow = pending.pop()
            yield flow
            pending += reversed(flow.nested.values())


def function_of(scope: t.Node | None) -> t.Node | None:
    """The function or tree that a lambda, class or comprehension scope belongs to."""
    while scope is not None and not isinstance(scope, (t.FunctionDef, t.Tree)):
        scope = scope.parent
    return scope
