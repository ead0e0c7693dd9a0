"""Functions that say no by raising, or by answering a request themselves."""

from __future__ import annotations

from offpath.catalogue.words.verbs import first_word
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver

_MAX_DEPTH = 4


def may_refuse(project: Project, name: str) -> bool:
    """Whether a function says no by raising or answering a request: itself, or by what it calls, as far as that can be seen."""
    resolver = Resolver(project)
    queue, seen = [(name, 0)], {name}
    while queue:
        current, depth = queue.pop(0)
        facts, path = resolver.locate(current)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None:
            continue
        if summary.raises or any(site.name in _REFUSING for site in summary.calls):
            return True
        for site in (each for each in summary.calls if each.is_waited_for):
            target = resolver.resolve(facts.name, site.target)
            if target is None or not target.internal:
                if first_word(site.name) in _RAISING_WORDS:
                    return True
            elif target.name not in seen and depth < _MAX_DEPTH:
                seen.add(target.name)
                queue.append((target.name, depth + 1))
    return False


_RAISING_WORDS = frozenset(
    {"validate", "ensure", "require", "demand", "assert", "load", "loads", "parse", "deserialize"}
)
"""First words of calls that, where they cannot be seen, most likely raise for what they do not like."""

_REFUSING = frozenset(
    {"abort", "exit", "flash", "add_error", "fail", "raise_for_status", "append", "error", "messages"}
)
"""Calls that refuse or tell, so that a dropped answer is not all that a check was for."""


MAY_REFUSE = Question(may_refuse)
