"""Classes of which every call makes an object of its own, that nobody else gets to know."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import STARTING
from offpath.facts.project.call_graph import callers
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.shared.shared_attributes import SHARED_OBJECTS
from offpath.facts.summaries.contribution import FunctionSummary

_GATHERING = STARTING | {"gather", "as_completed", "TaskGroup", "add_task", "start_background_task"}


def made_for_one(project: Project, name: str) -> bool:
    """Whether objects of a class are made in functions alone that keep them in a name, do not return them, and start nothing beside themselves."""
    if name in project.answer(SHARED_OBJECTS):
        return False
    made = callers(project, name)
    resolver = Resolver(project)
    return bool(made) and all(
        site.bound and not _hands_out(resolver, module, caller, name) for module, caller, site in made
    )


def _hands_out(resolver: Resolver, module: str, caller: FunctionSummary, name: str) -> bool:
    if any(site.name in _GATHERING or site.runs != "here" for site in caller.calls):
        return True
    symbols = (*caller.returns, *caller.yields, *(symbol for _, symbol in caller.attributes))
    found = (resolver.resolve(module, each) for each in symbols)
    return any(each is not None and each.name == name for each in found)


MADE_FOR_ONE = Question(made_for_one)
