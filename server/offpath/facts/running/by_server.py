"""Modules that a server loads where the project says how it is started, so that what they do when they are run by hand does not happen there."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.running.copies import modules_of


def is_left_to_server(project: Project, module: str) -> bool:
    """Whether a command of the project's own files has a server load a module, or one beside it, and none runs the module itself."""
    facts = project.modules.get(module)
    if facts is None:
        return False
    folder = facts.path.rpartition("/")[0]
    served: set[str] = set()
    run: set[str] = set()
    for start in project.starts:
        (served if start.by_server else run).update(modules_of(project, start))
    if module in run:
        return False
    return any(project.modules[each].path.rpartition("/")[0] == folder or each == module for each in served)


IS_LEFT_TO_SERVER = Question(is_left_to_server)
