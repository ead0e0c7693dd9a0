"""Naming what caused a new exception: the name under which an except branch has the caught one at a `raise`."""

from __future__ import annotations

import re

from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import own_nodes
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import insertion
from offpath.repair.fresh_names import fresh_names, looks_at_names
from offpath.syntax import tree as t
from offpath.text.span import Edit

_NAMES = ("error", "exc", "err", "caught", "cause")
"""What a caught exception is called where the branch gives it no name; the first that is free."""

_CLOSING = re.compile(r"(?:(?:\s|#[^\r\n]*)*\))*")
"""Parentheses that end, which are not part of a node's span."""


def naming_the_cause(facts: UnitFacts, handler: t.ExceptHandler, node: t.Raise) -> tuple[Edit, ...]:
    """The edits that chain a `raise` to what its branch caught; empty where no name surely holds that."""
    if handler.name is not None:
        holds = _still_holds(facts, handler, node)
        return (insertion(node.end, f" from {handler.name}"),) if holds else ()
    name = _name_for(facts, handler)
    if handler.type is None or not name:
        return ()
    at = _end_of_types(facts, handler.type)
    return (insertion(at, f" as {name}"), insertion(node.end, f" from {name}")) if at >= 0 else ()


def new_global(facts: UnitFacts, handler: t.ExceptHandler) -> tuple[str, ...]:
    """The name that a branch outside of all functions binds in its module when it names what it caught."""
    is_new = handler.name is None and facts.function_of(handler) is None
    return (_name_for(facts, handler),) if is_new else ()


def makes_its_own_cause(node: t.Raise) -> bool:
    """Whether what is raised comes from a function, which may have said what caused it; a class does not."""
    return isinstance(node.exc, t.Call) and not last_name(node.exc.func).lstrip("_")[:1].isupper()


def _still_holds(facts: UnitFacts, handler: t.ExceptHandler, node: t.Raise) -> bool:
    """Whether the branch's name is bound to what it caught on every way to the `raise`, and nobody else can bind it."""
    if any(handler.name in declared.names for declared in facts.nodes(t.Global)):
        return False
    if any(_deletes(each, handler.name) for each in own_nodes(handler.body)):
        return False
    reaching = facts.reading.symbols.flow_at(node).caught_at.get(node, {}).get(handler.name or "", ())
    return [definition.node for definition in reaching] == [handler]


def _deletes(node: t.Node, name: str | None) -> bool:
    return isinstance(node, t.Delete) and any(isinstance(each, t.Name) and each.id == name for each in node.targets)


def _name_for(facts: UnitFacts, handler: t.ExceptHandler) -> str:
    """A name for what an unnamed branch catches; another one than the branches around it would get. Empty: there is none."""
    if _is_in_class_body(facts, handler) or looks_at_names(facts):
        return ""
    outer = sum(isinstance(each, t.ExceptHandler) and each.name is None for each in handler.ancestors())
    free = tuple(fresh_names(facts, _NAMES))
    return free[outer] if outer < len(free) else ""


def _is_in_class_body(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a name bound at a node is a member of a class."""
    scope = next((each for each in node.ancestors() if isinstance(each, (t.FunctionDef, t.ClassDef))), None)
    return isinstance(scope, t.ClassDef) or (scope is None and facts.reading.kind == "class")


def _end_of_types(facts: UnitFacts, types: t.Expr) -> int:
    """Behind the classes that a branch catches and the parentheses around them; -1 where a tuple stands without."""
    text = facts.reading.text
    if isinstance(types, t.Tuple) and text[types.start] != "(":
        return -1
    closing = _CLOSING.match(text, types.end)
    return closing.end() if closing is not None else -1
