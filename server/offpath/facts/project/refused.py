"""Whether a text or a constant of the project is only known in order to be refused."""

from __future__ import annotations

from collections.abc import Mapping

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question

_MOST_STEPS = 3
"""Through so many functions that only answer a refusal is followed."""


def is_refused(project: Project, text: str, name: str) -> bool:
    """Whether the project compares values with this text, or with the constant of this name, and refuses them."""
    pairs = project.answer(REFUSALS)
    holding = {
        constant
        for module in project.modules.values()
        for constant, value in module.constants.items()
        if isinstance(value, tuple) and text in value
    }
    return any(_leads(pairs, subject, 0) for subject in (f"={text}", name, *holding) if subject)


def refusals(project: Project) -> Mapping[str, frozenset[str]]:
    """What functions compare with in order to refuse it, by subject."""
    return project.refused()


def _leads(pairs: Mapping[str, frozenset[str]], subject: str, depth: int) -> bool:
    found = pairs.get(subject, frozenset())
    return "" in found or (depth < _MOST_STEPS and any(_leads(pairs, where, depth + 1) for where in found))


REFUSALS = Question(refusals)
IS_REFUSED = Question(is_refused)
