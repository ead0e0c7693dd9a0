"""Containers of modules whose entries handlers answer with: what a job leaves there is read by whoever asks for it."""

from __future__ import annotations

from offpath.facts.functions.kept_answers import ANSWERS_KEPT
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.routes.routes import ROUTE


def answers_items(project: Project, module: str, name: str) -> bool:
    """Whether a handler of the project answers with entries of a module's container."""
    for other in project.modules.values():
        for path in other.functions:
            summary = other.functions[path]
            kept = [each.removeprefix(ANSWERS_KEPT) for each in summary.traits if each.startswith(ANSWERS_KEPT)]
            if not kept or not any(_is_same(other, each, module, name) for each in kept):
                continue
            route = project.answer(ROUTE, other.dotted(path))
            if route is not None and route.is_written_for:
                return True
    return False


def _is_same(where: ModuleFacts, seen: str, module: str, name: str) -> bool:
    if where.name == module:
        return seen == name
    binding = where.bindings.get(seen)
    if binding is None or binding[0] != "import":
        return False
    return where.absolute(int(binding[1]), str(binding[2])) == f"{module}.{name}"


ANSWERS_ITEMS = Question(answers_items)
