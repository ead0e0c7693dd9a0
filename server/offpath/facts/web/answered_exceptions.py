"""Exceptions that are answers: a framework turns them into a status, a form's message, a command's last line."""

from __future__ import annotations

from offpath.catalogue.words import answers as catalogue
from offpath.facts.code.symbols import last_name
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


def is_answered(facts: UnitFacts, raised: t.Expr) -> bool:
    """Whether what a statement raises, a class or a call of one, is an answer: by its class, those that it derives from, or a handler of the project."""
    kind = raised.func if isinstance(raised, t.Call) else raised
    found = facts.resolve(kind)
    if found is None:
        name = last_name(kind)
        return name.startswith("HTTP") or name in catalogue.ANSWERED_NAMES
    lineage = facts.lineage(found.name) if found.internal else (found.name,)
    if any(is_answered_class(name) for name in lineage):
        return True
    if not found.internal:
        name = last_name(kind)
        return found.name.partition(".")[0] != "builtins" and (
            name.startswith("HTTP") or name in catalogue.ANSWERED_NAMES
        )
    answered: frozenset[str] = facts.asking.ask(ANSWERED_BY_HANDLERS)
    return not answered.isdisjoint(lineage)


def is_answered_class(name: str) -> bool:
    """Whether a class of a library is one."""
    return name in catalogue.ANSWERED_CLASSES or name.startswith(catalogue.ANSWERED_MODULES)


def answered_by_handlers(project: Project) -> frozenset[str]:
    """The exception classes for which functions of the project answer: `@app.errorhandler(Missing)`, `app.add_exception_handler(Missing, …)`."""
    resolver = Resolver(project)
    found: set[str] = set()
    for module in project.modules.values():
        for summary in module.functions.values():
            for decoration in summary.decorators:
                if decoration.name.rpartition(".")[2] in catalogue.ERROR_HOOKS:
                    found.update(_named(resolver, module.name, decoration.arguments))
        for contribution in module.contributions:
            for registration in contribution.registrations:
                if registration.kind in catalogue.REGISTERING_HOOKS:
                    found.update(_named(resolver, module.name, registration.arguments[:1]))
    return frozenset(found)


def _named(resolver: Resolver, module: str, symbols: tuple[object, ...]) -> set[str]:
    resolved = (resolver.resolve(module, symbol) for symbol in symbols if isinstance(symbol, tuple))
    return {each.name for each in resolved if each is not None and each.internal}


ANSWERED_BY_HANDLERS = Question(answered_by_handlers, on_outline=True)
