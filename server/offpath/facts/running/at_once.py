"""Whether code runs for several at the same time: requests, messages, jobs of workers lead to it."""

from __future__ import annotations

from enum import Enum

from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.solver import Spread
from offpath.facts.routes.routes import HANDLER, HANDLERS
from offpath.facts.running.started import START_OF, STARTED

_MAX_DEPTH = 6
_MOST_FUNCTIONS = 120
_OF_MANY = frozenset({"task", "submit", "map", "run_in_executor", "to_thread", "start_soon", "apply_async"})
"""What starts a function for one of many, in the words of `started`: a thread may be the only one, a job hardly is."""


class Several(Enum):
    """Who runs a function."""

    MANY = "many"
    """Handlers or workers lead to it."""
    NOBODY_SEEN = "nobody seen"
    """The project has handlers or workers, and none of them is seen to lead to it."""
    CANNOT_TELL = "cannot tell"
    """Nothing in the project shows who runs it."""


def runs_at_once(project: Project, name: str) -> Several:
    """Who runs the function of this dotted name, through its callers."""
    graph = CallGraph(project)
    above = Spread(
        [name],
        lambda current: (each.name for each in graph.callers_at_work(current)),
        most=_MOST_FUNCTIONS,
        deepest=_MAX_DEPTH,
    )
    for current, _ in above:
        route = project.answer(HANDLER, current)
        if (route is not None and route.is_unattended) or project.answer(START_OF, current) in _OF_MANY:
            return Several.MANY
    return Several.NOBODY_SEEN if project.answer(IS_SERVED) else Several.CANNOT_TELL


def is_served(project: Project) -> bool:
    """Whether a project shows who runs it: handlers that no person at a terminal calls, work that is started."""
    return bool(project.answer(STARTED)) or any(each.is_unattended for each in project.answer(HANDLERS).values())


IS_SERVED = Question(is_served, on_outline=True)
RUNS_AT_ONCE = Question(runs_at_once)
