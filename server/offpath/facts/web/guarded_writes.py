"""Which writes of a module's handlers only some roles may make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.people import privileges_by_name
from offpath.catalogue.words.powers import CHANGING
from offpath.catalogue.words.verbs import first_word
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reached import ACCESSES
from offpath.facts.web.guards import AUTHORITY, GUARDING

WEIGHT = {"insert": 1, "upsert": 2, "update": 2, "delete": 3}
"""How much a write takes: who may not create or change must not delete either."""


@dataclass(frozen=True, slots=True)
class GuardedWrite:
    """One write that a handler makes for some roles alone."""

    handler: str
    """The handler's own name."""
    target: str
    weight: int


def guarded_writes(project: Project, module: str) -> tuple[GuardedWrite, ...]:
    """Every such write of a module's handlers."""
    facts = project.modules.get(module)
    found: list[GuardedWrite] = []
    for path in facts.functions if facts is not None else ():
        name = f"{module}.{path}" if module else path
        if project.answer(ROUTE, name) is None or not project.answer(GUARDING, name).privileged:
            continue
        own = path.rpartition(".")[2]
        found += [GuardedWrite(own, target, weight) for target, weight in _written(project, name, first_word(own))]
    return tuple(dict.fromkeys(found))


def _written(project: Project, name: str, verb: str) -> Iterator[tuple[str, int]]:
    """The models and tables that a handler writes, with the weight; a record that is read to be changed counts as changed."""
    for each in project.answer(ACCESSES, name):
        access = each.access
        target = each.model.name.rpartition(".")[2] if each.model is not None else access.target
        if access.operation in WEIGHT and target:
            yield normalised(target), WEIGHT[access.operation]
        elif access.operation == "read" and access.one and target and verb in CHANGING:
            yield normalised(target), WEIGHT["update"]


GUARDED_WRITES = Question(guarded_writes)


def idle_role_guards(project: Project) -> tuple[str, ...]:
    """The decorators of the project that let only some roles in, and that stand in front of no handler."""
    defined: dict[str, str] = {}
    for module in project.modules.values():
        for path, summary in module.functions.items():
            name = module.dotted(path)
            inner = module.nested_functions.get(path, ())
            if inner and "." not in path and not summary.decorators and privileges_by_name(path):
                if project.answer(AUTHORITY, name).privileged:
                    defined[path] = name
    if not defined:
        return ()
    used = {
        decoration.name.rpartition(".")[2]
        for module in project.modules.values()
        for summary in module.functions.values()
        for decoration in summary.decorators
    }
    used |= {
        part.written.partition("(")[0].rpartition(".")[2]
        for _, registration in project.registrations()
        for part in registration.parts
    }
    return tuple(
        own
        for own in sorted(defined)
        if own not in used and not any(True for _ in project.calls_named(own)) and not project.is_handed_on(own)
    )


IDLE_ROLE_GUARDS = Question(idle_role_guards)
