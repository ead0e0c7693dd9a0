"""The methods of the people who sign in, where nothing but a name says whose they are: `current_user.revoke()`."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.owners import PEOPLE, People


def person_method(project: Project, name: str) -> str:
    """The method of this name that exactly one model of people has, dotted; empty: there is none, or more than one."""
    people: People = project.answer(PEOPLE)
    found = {
        f"{module.name}.{path}.{name}" if module.name else f"{path}.{name}"
        for module in project.modules.values()
        for path in module.classes
        if f"{path}.{name}" in module.functions and normalised(path.rpartition(".")[2]) in people.names
    }
    return found.pop() if len(found) == 1 else ""


PERSON_METHOD = Question(person_method)
