"""Attributes that a thread's function and another method change, with no lock between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.attribute_changes import changed_attributes, object_name
from offpath.facts.project.held import is_held
from offpath.facts.project.names import CLASS
from offpath.facts.project.shared_attributes import RACING_METHODS
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class ThreadRace:
    """One change in what a thread runs."""

    node: t.Node
    attribute: str
    other: str
    """The method that changes it outside of the thread."""
    relative: bool
    """Whether the new value is made of the old one."""


def thread_races(function: FunctionFacts) -> Iterator[ThreadRace]:
    """The first such change of each attribute in a method, or in a function within one."""
    if not function.summary.state:
        return
    owner, method = _owner(function)
    seen: set[str] = set()
    for node in function.own_nodes(t.Assign, t.AugAssign, t.AnnAssign, t.Delete, t.Call):
        for attribute, kind in changed_attributes(node, object_name(function.node)):
            if attribute in seen or kind == "flag" or is_held(function, node) or _is_made_for_threads(function, node):
                continue
            seen.add(attribute)
            others = function.unit.asking.ask(RACING_METHODS, owner, method, attribute)
            if others:
                yield ThreadRace(node, attribute, others[0], kind == "change")


def _owner(function: FunctionFacts) -> tuple[str, str]:
    """The dotted class around a function, and the function's path within it."""
    module, path = function.unit.module, function.path
    for cut in range(len(path) - 1, 0, -1):
        owner = ".".join((module, *path[:cut])) if module else ".".join(path[:cut])
        if function.unit.asking.ask(CLASS, owner) is not None:
            return owner, ".".join(path[cut:])
    return "", ""


def _is_made_for_threads(function: FunctionFacts, node: t.Node) -> bool:
    """Whether what a method is called on orders threads itself: an event, a queue, a condition."""
    owner = node.func.value if isinstance(node, t.Call) and isinstance(node.func, t.Attribute) else None
    return owner is not None and function.unit.type_of(owner).startswith(_ORDERING)


_ORDERING = ("threading.", "queue.", "multiprocessing.", "asyncio.")
