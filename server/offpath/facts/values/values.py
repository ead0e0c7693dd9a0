"""Where values go: what becomes of an expression's value, followed through names, containers and calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from offpath.catalogue.pass_through import FUNCTIONS, METHODS, Done
from offpath.catalogue.words.members import MUTATORS
from offpath.facts.code.symbols import Symbols
from offpath.facts.flow.flow import Definition, function_of
from offpath.facts.values.walking import Way, ends
from offpath.syntax import tree as t
from offpath.syntax.budget import spend


@dataclass(frozen=True, slots=True)
class Use:
    """One end of a value's way.

    `kind` is `returned`, `yielded`, `raised`, `argument` (of `call`), `receiver` (its method is called: `call`),
    `called`, `condition`, `iterated`, `entered` (`with`), `stored` (into an attribute, subscript or global), `captured`
    (by a nested function), `deleted`, `mutated` (something is put into it) or `dropped`.
    """

    kind: str
    node: t.Node
    """The node at which the way ends: the return, the call, the test's statement, the target."""
    value: t.Expr
    """The last expression that carried the value there."""
    derived: bool
    """Whether the value was only a part of it (an attribute, an element, an operand, a result computed from it)."""


_Way: TypeAlias = "Way[Use]"
"""The ends of a value's way, and further ways where it goes on under another name."""


_Seen: TypeAlias = "set[t.Node | tuple[t.Node, bool]]"
"""Reads and targets that were followed, and where long ways have passed with what is left of the value."""

_LONG_WAY = 64
"""So many expressions a way leads out of before it is looked whether another has gone on from there."""


class Values:
    """Follows values through one unit."""

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols

    def uses(self, node: t.Expr) -> Iterator[Use]:
        """Every end of the value's way, each once."""
        return ends(self._from(node, False, set()), Use)

    def uses_of(self, definition: Definition) -> Iterator[Use]:
        """Every end of the ways of what a binding binds."""
        return ends(self._definition(definition, False, set()), Use)

    def _from(self, node: t.Expr, derived: bool, seen: _Seen) -> _Way:
        child: t.Node = node
        parent = node.parent
        left = _LONG_WAY
        while parent is not None:
            spend()
            left -= 1
            if left < 0:
                if (child, derived) in seen:
                    return
                seen.add((child, derived))
            if isinstance(parent, t.Stmt):
                yield self._statement(parent, child, derived, seen)
                return
            if isinstance(parent, t.Call):
                if not is_transparent(parent):
                    yield self._in_call(parent, child, derived)
                derived = True
            elif isinstance(parent, t.Keyword):
                call = parent.parent
                if isinstance(call, t.Call):
                    if not is_transparent(call):
                        yield Use("argument", call, parent.value, derived)
                    child, parent, derived = call, call.parent, True
                    continue
            elif isinstance(parent, t.Comprehension):
                yield self._comprehension(parent, child, derived, seen)
                if child is parent.iter and isinstance(parent.parent, t.Comp):
                    child, parent, derived = parent.parent, parent.parent.parent, True
                    continue
                return
            elif isinstance(parent, t.WithItem):
                yield Use("entered", parent, node, derived)
                yield self._targets(parent.target, seen, derived)
                return
            elif isinstance(parent, t.NamedExpr):
                yield self._targets(parent.target, seen, derived)
            elif isinstance(parent, t.Lambda):
                yield Use("captured", parent, node, derived)
                return
            elif isinstance(parent, t.Yield):
                yield Use("yielded", parent, node, derived)
                return
            elif isinstance(parent, (t.Param, t.ExceptHandler, t.MatchCase)):
                yield Use("condition", parent, node, derived)
                return
            elif isinstance(parent, t.IfExp) and child is parent.test:
                yield Use("condition", parent, node, True)
                return
            elif not isinstance(parent, (t.Await, t.Starred, t.IfExp, t.BoolOp)):
                derived = True
            child, parent = parent, parent.parent

    def _in_call(self, call: t.Call, child: t.Node, derived: bool) -> Use:
        if child is call.func:
            if isinstance(child, t.Attribute):
                return Use("receiver", call, child.value, derived)
            return Use("called", call, call.func, derived)
        assert isinstance(child, t.Expr)
        return Use("argument", call, child, derived)

    def _comprehension(self, part: t.Comprehension, child: t.Node, derived: bool, seen: _Seen) -> _Way:
        if child is part.iter:
            yield self._targets(part.target, seen, True)
        elif isinstance(child, t.Expr):
            yield Use("condition", part, child, derived)

    def _statement(self, statement: t.Stmt, child: t.Node, derived: bool, seen: _Seen) -> _Way:
        if not isinstance(child, t.Expr):
            return
        value = child
        if isinstance(statement, t.Assign):
            if child is statement.value:
                for target in statement.targets:
                    yield self._targets(target, seen, derived, statement.value)
            else:
                yield Use("mutated", statement, value, derived)
        elif isinstance(statement, t.AnnAssign):
            if child is statement.annotation and isinstance(statement.parent, t.ClassDef):
                yield Use("stored", statement, value, derived)
            if child is statement.value:
                yield self._targets(statement.target, seen, derived, statement.value)
        elif isinstance(statement, t.AugAssign):
            if child is statement.value:
                yield self._targets(statement.target, seen, True, statement.value)
            elif not isinstance(statement.target, t.Name):
                yield Use("mutated", statement, value, derived)
        elif isinstance(statement, t.For):
            if child is statement.iter:
                yield Use("iterated", statement, value, derived)
                yield self._targets(statement.target, seen, True)
        else:
            kind = _STATEMENT_USES.get(type(statement))
            if kind is not None:
                yield Use(kind, statement, value, derived)

    def _targets(self, target: t.Expr | None, seen: _Seen, derived: bool, value: t.Expr | None = None) -> _Way:
        if target is None or target in seen:
            return
        seen.add(target)
        if isinstance(target, (t.Tuple, t.List)):
            parts = value.elts if isinstance(value, (t.Tuple, t.List)) and len(value.elts) == len(target.elts) else None
            for position, element in enumerate(target.elts):
                yield self._targets(element, seen, parts is None or derived, parts[position] if parts else None)
        elif isinstance(target, t.Starred):
            yield self._targets(target.value, seen, True)
        elif isinstance(target, t.Name):
            flow = self._symbols.flow_at(target)
            if target.id in flow.declared_global:
                yield Use("stored", target, target, derived)
            for definition in flow.by_node.get(target, ()):
                if definition.node is target and isinstance(definition.scope, t.ClassDef):
                    yield Use("stored", target, target, derived)
                yield self._definition(definition, derived, seen)
        else:
            yield Use("stored", target, target, derived)
            yield self._container(target, derived, seen)

    def _container(self, target: t.Expr, derived: bool, seen: _Seen) -> _Way:
        """A value put into a local container goes where the container goes."""
        base = target
        while isinstance(base, (t.Attribute, t.Subscript)):
            base = base.value
        if isinstance(base, t.Name):
            for definition in self._symbols.definitions(base):
                if definition.kind != "parameter":
                    yield self._definition(definition, True, seen)

    def _definition(self, definition: Definition, derived: bool, seen: _Seen) -> _Way:
        if definition.node in seen and definition.kind not in ("assign", "loop", "with", "augment"):
            return
        seen.add(definition.node)
        for read in definition.uses:
            if read in seen:
                continue
            seen.add(read)
            if definition.scope is not None and self._symbols.flow_at(read).scope is not function_of(definition.scope):
                yield Use("captured", read, read, derived)
            parent = read.parent
            if isinstance(parent, t.AugAssign) and parent.target is read:
                for again in self._symbols.flow_at(read).by_node.get(parent, ()):
                    yield self._definition(again, True, seen)
                continue
            yield self._from(read, derived, seen)


_STATEMENT_USES: dict[type[t.Node], str] = {
    t.Return: "returned",
    t.Raise: "raised",
    t.If: "condition",
    t.While: "condition",
    t.Assert: "condition",
    t.Match: "condition",
    t.Delete: "deleted",
    t.ExprStmt: "dropped",
}


def is_transparent(call: t.Call) -> bool:
    """Whether a call only reads or reshapes its argument or receiver, so that its result stands for the value."""
    if isinstance(call.func, t.Attribute):
        return call.func.attr in METHODS and call.func.attr not in MUTATORS
    passing = FUNCTIONS.get(call.func.id) if isinstance(call.func, t.Name) else None
    return passing is not None and passing.done is not Done.PARSED
