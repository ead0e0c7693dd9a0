"""Attributes that a thread's function and another method change, with no lock between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from offpath.catalogue.libraries.concurrency import CACHE_WORDS
from offpath.catalogue.words.verbs import words
from offpath.facts.functions.attribute_changes import changed_attributes, object_name
from offpath.facts.project.names import CLASS
from offpath.facts.running.held import is_held
from offpath.facts.shared.shared_attributes import RACING_METHODS
from offpath.facts.transactions.held_locks import RUNS_LOCKED
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    WRITTEN_BACK = "read and written back"
    """The new value is made of the old one."""
    ONE_STEP = "changed in one step"
    BOUND_ANEW = "bound anew"
    CACHE = "a cache"


@dataclass(frozen=True, slots=True, eq=False)
class ThreadRace:
    """One change in what a thread runs."""

    node: t.Node
    attribute: str
    other: str
    """The method that changes it outside of the thread."""
    reason: Reason


def thread_races(function: FunctionFacts) -> Iterator[ThreadRace]:
    """The first such change of each attribute in a method, or in a function within one."""
    if not function.summary.state or function.unit.asking.ask(RUNS_LOCKED, function.qualified_name):
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
                yield ThreadRace(node, attribute, others[0], _reason(node, attribute, kind))


def _reason(node: t.Node, attribute: str, kind: str) -> Reason:
    if kind == "bind":
        return Reason.BOUND_ANEW
    if isinstance(node, t.AugAssign) or (isinstance(node, (t.Assign, t.AnnAssign)) and _reads(node, attribute)):
        return Reason.WRITTEN_BACK
    return Reason.CACHE if CACHE_WORDS.intersection(words(attribute)) else Reason.ONE_STEP


def _reads(node: t.Assign | t.AnnAssign, attribute: str) -> bool:
    """Whether the new value is made of what the attribute holds."""
    return node.value is not None and any(isinstance(n, t.Attribute) and n.attr == attribute for n in node.value.walk())


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
