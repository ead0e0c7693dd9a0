"""Functions of a project that commit what they write, by themselves or by what they call."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import called_by
from offpath.facts.project.names import FUNCTION, RESOLVE
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import FunctionSummary

_MAX_DEPTH = 3


def commits_itself(project: Project, name: str) -> bool:
    """Whether whatever the function of this dotted name has written lasts when it returns; no, where a parameter decides that."""
    pending, seen = [(name, 0)], {name}
    while pending:
        current, depth = pending.pop()
        summary = project.answer(FUNCTION, current)
        if summary is None or any("commit" in words(each.name) for each in summary.parameters):
            continue
        if any(site.name == "commit" and site.is_waited_for for site in summary.calls):
            return True
        if depth < _MAX_DEPTH:
            for callee in _led_to(project, current, summary):
                if callee not in seen:
                    seen.add(callee)
                    pending.append((callee, depth + 1))
    return False


def _led_to(project: Project, name: str, summary: FunctionSummary) -> list[str]:
    """The project's functions that one calls and waits for, and those that its `with` statements enter."""
    facts, _ = Resolver(project).locate(name)
    module = facts.name if facts is not None else ""
    symbols = [site.target for site in summary.calls if site.is_waited_for]
    symbols += [call[1] if call is not None else each for each in summary.entered for call in [called_by(each)]]
    found = [project.answer(RESOLVE, module, symbol) for symbol in symbols if symbol is not None]
    return [each.name for each in found if each is not None and each.internal and each.kind == "function"]


COMMITS_ITSELF = Question(commits_itself)
