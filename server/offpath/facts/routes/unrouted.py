"""Functions and classes at the top of a module that nothing in an application names: views that no address leads to, helpers that nobody calls."""

from __future__ import annotations

from offpath.catalogue.words.loading import HOOKING_MODULES, STARTING_NAMES
from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.routes.registered_handlers import URL_PATTERNS
from offpath.facts.routes.routes import HANDLER, HANDLERS, HAS_UNSEEN_URLS
from offpath.facts.running.unreached import IS_WHOLE, LOADS
from offpath.facts.summaries.contribution import Decoration

_ADDRESSED = ("django", "drf")
"""Frameworks whose views do nothing before an address names them."""


def is_unnamed(project: Project, module: str, name: str) -> bool:
    """Whether nothing names what a module of an application defines at its top, so that nothing can lead there."""
    facts = project.modules.get(module)
    if facts is None or is_test(facts.path) or project.answer(LOADS) or not project.answer(IS_WHOLE):
        return False
    if _is_view(project, facts, name):
        return _has_addresses(project) and not _may_be_named(project, facts, name)
    function = facts.functions.get(name)
    if function is None or function.decorators or name in STARTING_NAMES or name.startswith("__"):
        return False
    if facts.path.rpartition("/")[2].removesuffix(".py") in HOOKING_MODULES or not _answers(project):
        return False
    return project.answer(HANDLER, f"{module}.{name}") is None and not _may_be_named(project, facts, name)


def _is_view(project: Project, facts: ModuleFacts, name: str) -> bool:
    """Whether it is a view by its shape alone: nothing but an address makes it answer."""
    view = project.answer(HANDLER, f"{facts.name}.{name}")
    if view is None or view.path or view.framework not in _ADDRESSED:
        return False
    found = facts.functions.get(name) or facts.classes.get(name)
    return found is not None and not any(_is_ours(project, facts, each) for each in found.decorators)


def _is_ours(project: Project, facts: ModuleFacts, decoration: Decoration) -> bool:
    """Whether a decorator is the project's own, which may do anything with what it is given."""
    found = Resolver(project).resolve(facts.name, decoration.symbol)
    return found is None or found.internal


def _has_addresses(project: Project) -> bool:
    """Whether the project's URL patterns are at hand, and say which views they lead to."""
    named = any(each.registered and each.framework in _ADDRESSED for each in project.answer(HANDLERS).values())
    patterns = any(each.kind in URL_PATTERNS for _, each in project.registrations())
    return named and patterns and not project.answer(HAS_UNSEEN_URLS)


def _answers(project: Project) -> bool:
    """Whether an application answers requests: what is called from outside is at hand then, and a library's functions are not."""
    return any(each.is_request for each in project.answer(HANDLERS).values())


def _may_be_named(project: Project, facts: ModuleFacts, name: str) -> bool:
    return project.is_mentioned(facts.name, name) or project.is_handed_on(name)


IS_UNNAMED = Question(is_unnamed)
