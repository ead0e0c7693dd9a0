"""Functions by whose answer a limiter counts who has come how often."""

from __future__ import annotations

from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.answered import WHOLE
from offpath.facts.summaries.registrations import COUNTS_BY

_MAX_CALLERS = 24


def is_limit_key(project: Project, name: str) -> bool:
    """Whether a limiter is handed a function, or one that answers with what this one does."""
    if f"{COUNTS_BY} {name.rpartition('.')[2]}" in _keys(project):
        return True
    found = project.answer(CALLERS, name)[:_MAX_CALLERS]
    return any(
        WHOLE in site.answered and f"{COUNTS_BY} {caller.path[-1]}" in _keys(project) for _, caller, site in found
    )


def _keys(project: Project) -> frozenset[str]:
    return project.answer(LIMIT_KEYS)


def limit_keys(project: Project) -> frozenset[str]:
    """What the project's limiters count by, as its units tell."""
    return frozenset(
        said
        for module in project.modules.values()
        for contribution in module.contributions
        for said in contribution.evidence
        if said.startswith(COUNTS_BY)
    )


LIMIT_KEYS = Question(limit_keys, on_outline=True)
IS_LIMIT_KEY = Question(is_limit_key)
