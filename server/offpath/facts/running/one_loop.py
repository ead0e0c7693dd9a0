"""Modules that say that they run in one process, or in which nothing runs at once: greenlets of one loop."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import ONE_LOOP_FRAMEWORKS
from offpath.facts.project.overviews import EVIDENCE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.routes.routes import HANDLERS
from offpath.facts.summaries.naming import FORKS, ONE_LOOP


def runs_in_one_loop(project: Project, module: str) -> bool:
    """Whether a module shows that one step of it is not divided, and no other process has a copy of what it keeps."""
    facts = project.modules.get(module)
    return facts is not None and any(ONE_LOOP in each.evidence for each in facts.contributions)


def is_of_one_loop(project: Project) -> bool:
    """Whether all that answers in a project belongs to frameworks that run in one loop of one process, and nothing starts more of those."""
    named = [each.framework for each in project.answer(HANDLERS).values() if each.is_unattended and each.framework]
    if not named or not ONE_LOOP_FRAMEWORKS.issuperset(named):
        return False
    return FORKS not in project.answer(EVIDENCE)


IS_OF_ONE_LOOP = Question(is_of_one_loop)
RUNS_IN_ONE_LOOP = Question(runs_in_one_loop, on_outline=True)
