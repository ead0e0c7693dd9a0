"""Which functions of a module print while they serve requests."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.routes.routes import HANDLER
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.facts.web.entry_points import ENTRY_POINTS

_PRINTING = frozenset({"print", "pprint", "pp"})


def prints_before(project: Project, module: str, path: str) -> bool:
    """Whether a function of a module above this one surely prints while it serves requests."""
    for each, summary in _others(project, module):
        if each == path:
            return False
        if _surely_prints(summary) and _serves(project, module, each):
            return True
    return False


def is_alone_in_printing(project: Project, module: str, path: str) -> bool:
    """Whether no other function of a module prints while it serves requests, as far as that can be told."""
    return not any(
        each != path and any(map(_may_print, summary.calls)) and _serves(project, module, each)
        for each, summary in _others(project, module)
    )


def _others(project: Project, module: str) -> Iterator[tuple[str, FunctionSummary]]:
    facts = project.modules.get(module)
    for each in facts.functions if facts is not None else ():
        summary = project.body(facts, each) if facts is not None else None
        if summary is not None:
            yield each, summary


def _serves(project: Project, module: str, path: str) -> bool:
    dotted = f"{module}.{path}" if module else path
    handler = project.answer(HANDLER, dotted)
    return (handler is not None and handler.is_waited_for) or bool(project.answer(ENTRY_POINTS, dotted))


def _surely_prints(summary: FunctionSummary) -> bool:
    """Whether a function prints and no flag decides it."""
    return not any(p.flag is not None for p in summary.parameters) and any(map(_is_print, summary.calls))


def _is_print(site: CallSite) -> bool:
    return site.name in _PRINTING and "file" not in site.keywords and site.target in (("global", site.name), None)


def _may_print(site: CallSite) -> bool:
    return site.name in _PRINTING or site.name == "write"


PRINTS_BEFORE = Question(prints_before)
IS_ALONE_IN_PRINTING = Question(is_alone_in_printing)
