"""Which parameters of a function end in a record with every field that is in them: by itself, or by what it hands them to."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import FunctionSummary, slot_name

_MAX_DEPTH = 4
_MAX_PLACES = 40


def writes_whole(project: Project, name: str) -> tuple[str, ...]:
    """The parameters of a function that are written as a whole, whoever does it in the end."""
    summary = _summary(project, name)
    names = [each.name for each in summary.parameters] if summary is not None else []
    return tuple(each for each in names if _ends_in_record(project, name, each))


def _ends_in_record(project: Project, name: str, parameter: str) -> bool:
    resolver = Resolver(project)
    pending, seen = [(name, parameter, 0)], {(name, parameter)}
    while pending and len(seen) <= _MAX_PLACES:
        current, held, depth = pending.pop()
        summary = _summary(project, current)
        if summary is None:
            continue
        if held in summary.whole_parameters:
            return True
        module, _ = resolver.locate(current)
        for symbol, slot, handed in summary.handed_whole if module is not None and depth < _MAX_DEPTH else ():
            called = resolver.resolve(module.name, symbol) if module is not None and handed == held else None
            target = _summary(project, called.name) if called is not None and called.kind == "function" else None
            if called is None or target is None:
                continue
            place = (called.name, slot_name(target.parameters, slot))
            if place[1] and place not in seen:
                seen.add(place)
                pending.append((*place, depth + 1))
    return False


def _summary(project: Project, name: str) -> FunctionSummary | None:
    facts, path = Resolver(project).locate(name)
    return project.body(facts, path) if facts is not None else None


WRITES_WHOLE = Question(writes_whole)
