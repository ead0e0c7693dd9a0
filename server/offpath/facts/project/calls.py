"""Who calls a function of the project, and what it waits for."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import LIMITERS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import CallSite, FunctionSummary


def callers(project: Project, name: str) -> tuple[tuple[str, FunctionSummary, CallSite], ...]:
    """The call sites in functions that reach a function of the project: caller's module, its summary, the call."""
    last = name.rpartition(".")[2]
    resolver = Resolver(project)
    return tuple(
        (module, caller, site)
        for module, caller, site in project.calls_named(last)
        for target in [resolver.resolve(module, site.target)]
        if target is not None and target.name == name
    )


def is_called_by_name(project: Project, name: str) -> bool:
    """Whether anything in the project is called by this (undotted) name, whatever it belongs to."""
    return next(iter(project.calls_named(name)), None) is not None


def is_limited(project: Project, name: str) -> bool:
    """Whether a function waits for a semaphore or a limiter before it works."""
    resolver = Resolver(project)
    facts, path = resolver.locate(name)
    summary = project.body(facts, path) if facts is not None else None
    if facts is None or summary is None:
        return False
    entered = [resolver.resolve(facts.name, symbol) for symbol in summary.entered]
    acquires = any(site.name == "acquire" for site in summary.calls)
    return acquires or any(ref is not None and ref.name in LIMITERS for ref in entered)


def handed_on(project: Project, name: str) -> bool:
    """Whether anything in the project passes, stores or returns a function of this (undotted) name instead of calling it."""
    return project.is_handed_on(name)


def is_called_above(project: Project, module: str, path: str, name: str) -> bool:
    """Whether a function of a module that stands above this one calls the function of this dotted name."""
    facts, resolver = project.modules.get(module), Resolver(project)
    last = name.rpartition(".")[2]
    for each in facts.functions if facts is not None else ():
        if each == path:
            return False
        summary = project.body(facts, each) if facts is not None else None
        for site in summary.calls if summary is not None else ():
            if site.name == last:
                target = resolver.resolve(module, site.target)
                if target is not None and target.name == name:
                    return True
    return False


def siblings_ask(project: Project, owner: str, method: str, called: str) -> bool:
    """Whether another method of a class, or of one that it derives from, takes the answer of what is called so: `return self.form().is_valid()`."""
    resolver = Resolver(project)
    for module, path in resolver.lineage(owner):
        facts = project.modules.get(module)
        for each in facts.functions if facts is not None and path in facts.classes else ():
            around, _, name = each.rpartition(".")
            summary = project.body(facts, each) if around == path and name != method and facts is not None else None
            if summary is not None and any(site.name == called and site.result_used for site in summary.calls):
                return True
    return False


CALLERS = Question(callers)
IS_CALLED_BY_NAME = Question(is_called_by_name)
IS_LIMITED = Question(is_limited)
HANDED_ON = Question(handed_on)
IS_CALLED_ABOVE = Question(is_called_above)
SIBLINGS_ASK = Question(siblings_ask)
