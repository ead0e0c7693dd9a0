"""Modules that say that they run in one process, or in which nothing runs at once: greenlets of one loop."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.naming import ONE_LOOP


def runs_in_one_loop(project: Project, module: str) -> bool:
    """Whether a module shows that one step of it is not divided, and no other process has a copy of what it keeps."""
    facts = project.modules.get(module)
    return facts is not None and any(ONE_LOOP in each.evidence for each in facts.contributions)


RUNS_IN_ONE_LOOP = Question(runs_in_one_loop, on_outline=True)
