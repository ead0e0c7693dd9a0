"""What calls at module level or in a factory set for the whole project."""

from __future__ import annotations

from offpath.catalogue.words.network import SESSIONS
from offpath.facts.project.overviews import EVIDENCE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.registrations import READS_COOKIES, REPLACED


def registered(project: Project, kind: str) -> bool:
    """Whether a registering call of this name stands anywhere in the project."""
    return any(registration.kind == kind for _, registration in project.registrations())


def mounts_adapter(project: Project, owner: str) -> bool:
    """Whether a function (or module) mounts a transport adapter of the project's own on a session."""
    resolver = Resolver(project)
    for module, registration in project.registrations():
        place = f"{module.name}.{registration.owner}" if registration.owner else module.name
        if registration.kind == "mount" and place == owner:
            refs = [resolver.resolve(module.name, symbol) for symbol in registration.nested]
            if any(ref is not None and ref.internal for ref in refs):
                return True
    return False


def has_trait(project: Project, trait: str) -> bool:
    """Whether a unit sets something for the whole project, in the words of `registrations`."""
    return trait in project.answer(EVIDENCE)


def is_replaced(project: Project, module: str, name: str) -> bool:
    """Whether a module binds a method of an object that it keeps under a name to something else: `session.request`, `Client.session.request`."""
    facts = project.modules.get(module)
    return facts is not None and any(f"{REPLACED} {name}" in c.evidence for c in facts.contributions)


def knows_sessions(project: Project) -> bool:
    """Whether anything in the project knows by a cookie who somebody is."""
    if has_trait(project, READS_COOKIES):
        return True
    for module in project.modules.values():
        for symbol in (*module.bindings.values(), *module.star_imports):
            if symbol[0] == "import" and any(f"{symbol[2]}.".startswith(f"{each}.") for each in SESSIONS):
                return True
    return False


HAS_TRAIT = Question(has_trait, on_outline=True)
REGISTERED = Question(registered)
MOUNTS_ADAPTER = Question(mounts_adapter)
KNOWS_SESSIONS = Question(knows_sessions, on_outline=True)
IS_REPLACED = Question(is_replaced, on_outline=True)
