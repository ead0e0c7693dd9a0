"""Whether a function, with all it leads to, compares a password or a short code of the caller's with a stored one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.credentials import OTHER_CODES
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.functions.credential_checks import CHECKED, CODE, COMPARED, EQUAL, PASSWORD, USED_UP, kind_of
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.names import FUNCTION
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.reached_functions import reached
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import AccessSummary, FunctionSummary


@dataclass(frozen=True, slots=True)
class Credentials:
    """What of a caller is compared."""

    kinds: frozenset[str]
    """`password`, `code`."""
    used_up: bool
    """Whether the stored one is gone after one attempt."""


def credentials(project: Project, name: str) -> Credentials:
    """What calling the function of this dotted name compares."""
    kinds: set[str] = set()
    used_up = False
    for _, facts, _, summary in reached(project, name):
        kinds.update(_compared(project, facts, summary))
        used_up = used_up or USED_UP in summary.traits
    return Credentials(frozenset(kinds), used_up)


def _compared(project: Project, facts: ModuleFacts, summary: FunctionSummary) -> Iterator[str]:
    for kind in (PASSWORD, CODE):
        equal = f"{EQUAL} {kind}" in summary.traits and _refuses(summary)
        if equal or f"{COMPARED} {kind}" in summary.traits:
            yield kind
        checked = (each for each in summary.traits if each.startswith(f"{CHECKED} {kind} "))
        if not all(_is_seen(project, facts, summary, each.rpartition(" ")[2]) for each in checked):
            yield kind
    for access in summary.accesses:
        yield from _asked(access, frozenset(words(summary.path[-1])))


def _refuses(summary: FunctionSummary) -> bool:
    """Whether a function says no by raising or by an answer of its own."""
    rejects = any(each.startswith("rejects ") for each in summary.guards)
    return (
        rejects
        or bool(summary.raises)
        or any(site.name in ("abort", "set_status", "send_error") for site in summary.calls)
    )


def _is_seen(project: Project, facts: ModuleFacts, summary: FunctionSummary, called: str) -> bool:
    """Whether what is called so is a function of the project that tells by itself what it compares."""
    resolver = Resolver(project)
    targets = [resolver.resolve(facts.name, site.target) for site in summary.calls if site.name == called]
    return bool(targets) and all(each is not None and each.internal and _tells(project, each.name) for each in targets)


def _tells(project: Project, name: str) -> bool:
    """Whether a function's name says less than its body: with two values to compare, `check_password` does so somehow."""
    summary: FunctionSummary | None = project.answer(FUNCTION, name)
    if summary is None or summary.is_stub:
        return False
    return len(summary.parameters) < _COMPARED or first_word(summary.path[-1]) not in _SAYING


_COMPARED = 2
_SAYING = frozenset({"check", "verify", "compare", "authenticate"})


def _asked(access: AccessSummary, around: frozenset[str]) -> Iterator[str]:
    """What a query asks for by equality: `WHERE email = ? AND pin = ?`."""
    if access.operation == "insert" or access.store == "cache":
        return
    for each in access.filters:
        spoken = frozenset(words(each.column))
        is_whole = "code" in spoken and not spoken & OTHER_CODES
        if each.op == "=" and ((each.conjunctive and len(access.filters) > 1) or is_whole):
            kind = kind_of(spoken, around | frozenset(words(access.target)))
            if kind:
                yield kind


CREDENTIALS = Question(credentials)

__all__ = ["CODE", "CREDENTIALS", "PASSWORD", "Credentials"]
