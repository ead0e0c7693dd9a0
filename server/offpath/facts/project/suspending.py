"""Whether others have their turn while a coroutine of the project is awaited.

A coroutine that waits for nothing itself, and for none that does, runs to its end as a plain function does.
"""

from __future__ import annotations

from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.names import OVERRIDDEN
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import FunctionSummary

_MOST_FUNCTIONS = 60
_KEEPING = frozenset({"staticmethod", "classmethod", "override", "final"})
"""Decorators under which a coroutine stays what is written."""


def suspends(project: Project, name: str) -> bool:
    """Whether others may run while the coroutine of this dotted name does; also where that cannot be told."""
    resolver = Resolver(project)
    queue, seen = [name], {name}
    while queue:
        facts, path = resolver.locate(queue.pop())
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None or len(seen) > _MOST_FUNCTIONS or not _is_plain(project, facts, summary):
            return True
        for symbol in summary.awaits:
            target = resolver.resolve(facts.name, symbol) if symbol is not None else None
            if target is None or not target.internal or target.kind != "function":
                return True
            if target.name not in seen:
                seen.add(target.name)
                queue.append(target.name)
    return False


def _is_plain(project: Project, facts: ModuleFacts, summary: FunctionSummary) -> bool:
    """Whether a function is a coroutine whose text is what runs: not left to subclasses, not wrapped."""
    if not summary.is_async or summary.is_stub or summary.is_generator:
        return False
    if any(each.name.rpartition(".")[2] not in _KEEPING for each in summary.decorators):
        return False
    owner = ".".join(summary.path[:-1])
    if owner not in facts.classes:
        return True
    dotted = f"{facts.name}.{owner}" if facts.name else owner
    return not project.answer(OVERRIDDEN, dotted, summary.path[-1])


SUSPENDS = Question(suspends)
