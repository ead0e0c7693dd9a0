"""Functions that say no by raising, or by answering a request themselves."""

from __future__ import annotations

from offpath.catalogue.words.validation import CHECKING_WORDS
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.project.classes import deriving_from
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.overviews import SIGNATURES
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import CallSite

_MAX_DEPTH = 4


def may_refuse(project: Project, name: str) -> bool:
    """Whether a function says no by raising or answering a request: itself, or by what it calls, as far as that can be seen."""
    resolver = Resolver(project)
    queue, seen = [(name, 0)], {name}
    while queue:
        current, depth = queue.pop(0)
        facts, path = resolver.locate(current)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None:
            continue
        if summary.raises or any(_refuses(site) for site in summary.calls):
            return True
        following = [*_inner(facts, path), *_overriding(project, facts, path)]
        for site in (each for each in summary.calls if each.is_waited_for):
            target = resolver.resolve(facts.name, site.target)
            if target is None or not target.internal:
                if first_word(site.name) in _RAISING_WORDS:
                    return True
                following += _of_that_name(project, site.name) if target is None or _is_replaced(path, site) else ()
            else:
                following.append(target.name)
        if depth < _MAX_DEPTH:
            queue += ((each, depth + 1) for each in following if each not in seen)
            seen.update(following)
    return False


def _is_replaced(path: str, site: CallSite) -> bool:
    """Whether a method hands on to the library's that it replaces: `super().check_cookie()`, of which the project has others."""
    return path.rpartition(".")[2] == site.name


def _inner(facts: ModuleFacts, path: str) -> list[str]:
    """The functions that stand in a function: it is theirs to say no for it."""
    return [f"{facts.name}.{each}" if facts.name else each for each in facts.nested_functions.get(path, ())]


def _overriding(project: Project, facts: ModuleFacts, path: str) -> list[str]:
    """The methods by which derived classes replace a method: the base's may only let everything through."""
    owner, _, method = path.rpartition(".")
    if owner not in facts.classes:
        return []
    dotted = f"{facts.name}.{owner}" if facts.name else owner
    return [
        f"{module}.{derived}.{method}" if module else f"{derived}.{method}"
        for module, derived in deriving_from(project, dotted)
        if f"{derived}.{method}" in project.modules[module].functions
    ]


def _of_that_name(project: Project, name: str) -> list[str]:
    """The functions that a check of an object which cannot be seen may mean: those of its name, where that says that something is checked."""
    if first_word(name) not in _CHECKING or len(words(name)) < _FEWEST_WORDS:
        return []
    return [each.dotted for each in project.answer(SIGNATURES).by_name.get(name, ())]


_FEWEST_WORDS = 2
"""A single word means something else in each class."""

_CHECKING = CHECKING_WORDS | {"ensure", "require", "enforce", "assert"}


_RAISING_WORDS = frozenset(
    {"validate", "ensure", "require", "demand", "assert", "load", "loads", "parse", "deserialize"}
)
"""First words of calls that, where they cannot be seen, most likely raise for what they do not like."""


def _refuses(site: CallSite) -> bool:
    """Whether a call refuses or tells; what is put into a list of the check's own is only its answer."""
    if site.name == "append":
        return bool(site.receiver_parameters)
    return site.name in _REFUSING or first_word(site.name) in _ENDING


_ENDING = frozenset({"exit", "abort", "die", "quit", "bail", "panic", "raise", "reject", "refuse", "deny"})
"""First words of functions that never come back, wherever they are from: `exit_with_error`."""

_REFUSING = frozenset({"abort", "exit", "flash", "add_error", "fail", "raise_for_status", "error", "messages"})
"""Calls that refuse or tell, so that a dropped answer is not all that a check was for."""


MAY_REFUSE = Question(may_refuse)
