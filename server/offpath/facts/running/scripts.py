"""Modules that somebody runs, once and alone: they do their work when they are started, nothing imports them, and they answer nobody."""

from __future__ import annotations

from offpath.catalogue.words.loading import DISCOVERED, DISCOVERING_FOLDERS, KEEPING_SCRIPTS, SERVING_NAMES
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.routes.routes import HANDLERS
from offpath.facts.running.importing import IS_LOADED
from offpath.facts.running.unreached import IS_WHOLE
from offpath.facts.summaries.naming import GOES_ON, STARTED_BY_HAND, TELLS_WHEN_LOADED


def is_script(project: Project, module: str) -> bool:
    """Whether a module is run by somebody who sees what it says; False: it serves, goes on for ever, is imported, or cannot tell."""
    facts = project.modules.get(module)
    if facts is None or not (_shows(facts, STARTED_BY_HAND) or _only_works(facts)) or _shows(facts, GOES_ON):
        return False
    if not SERVING_NAMES.isdisjoint(facts.bindings) or _answers(project, facts):
        return False
    if not project.answer(IS_WHOLE) and not project.answer(SERVES):
        return False
    return not project.answer(IS_LOADED, module)


def _only_works(facts: ModuleFacts) -> bool:
    """Whether a module that no framework finds by its name or place tells somebody what it does while it is loaded."""
    *folders, name = facts.path.removesuffix(".py").split("/")
    found = name in DISCOVERED or not (DISCOVERING_FOLDERS - KEEPING_SCRIPTS).isdisjoint(folders)
    return not found and not facts.is_package and _shows(facts, TELLS_WHEN_LOADED)


def _shows(facts: ModuleFacts, trait: str) -> bool:
    return any(trait in contribution.evidence for contribution in facts.contributions)


def _answers(project: Project, facts: ModuleFacts) -> bool:
    """Whether something in a module is called by others than a person at a terminal."""
    table = project.answer(HANDLERS)
    names = (facts.dotted(path) for path in (*facts.functions, *facts.classes))
    return any(name in table and table[name].is_unattended for name in names)


def serves(project: Project) -> bool:
    """Whether the project answers requests: what does not is no part of that, however few modules there are."""
    return any(_answers(project, facts) for facts in project.modules.values())


SERVES = Question(serves)
IS_SCRIPT = Question(is_script)
