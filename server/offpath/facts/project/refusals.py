"""Functions that say no by raising, or by answering a request themselves."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.validation import CHECKING_WORDS
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.project.call_graph import Body, CallGraph
from offpath.facts.project.overviews import SIGNATURES
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.summaries.contribution import CallSite

_MAX_DEPTH = 4


def may_refuse(project: Project, name: str) -> bool:
    """Whether a function says no by raising or answering a request: itself, or by what it calls, as far as that can be seen."""
    graph = CallGraph(project)
    bodies = graph.bodies(name, lambda body: _following(graph, body), deepest=_MAX_DEPTH)
    return any(_says_no(graph, body) for body in bodies)


def _says_no(graph: CallGraph, body: Body) -> bool:
    if body.summary.raises or any(_refuses(site) for site in body.summary.calls):
        return True
    waited_for = (each for each in graph.calls(body) if each.site.is_waited_for and not _is_own(each.target))
    return any(first_word(each.site.name) in _RAISING_WORDS for each in waited_for)


def _is_own(target: Ref | None) -> bool:
    return target is not None and target.internal


def _following(graph: CallGraph, body: Body) -> Iterator[str]:
    """Those that say no for a function: what stands in it, what is run in its place, what it calls and waits for."""
    yield from graph.inside(body)
    yield from graph.instead(body.name)  # a base's method may only let everything through
    for name, site, target in graph.calls(body):
        if not site.is_waited_for:
            continue
        if _is_own(target):
            yield from filter(None, [name])
        elif target is None or _is_replaced(body.path, site):
            yield from _of_that_name(graph.project, site.name)


def _is_replaced(path: str, site: CallSite) -> bool:
    """Whether a method hands on to the library's that it replaces: `super().check_cookie()`, of which the project has others."""
    return path.rpartition(".")[2] == site.name


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
