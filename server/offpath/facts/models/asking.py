"""Which functions of a project answer with what a model says."""

from __future__ import annotations

from offpath.facts.code.symbols import called_by
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver

_MAX_DEPTH = 3


def asks_model(project: Project, name: str) -> bool:
    """Whether a function answers with a model's words as they come: it asks one itself, or returns what such a function answers."""
    resolver = Resolver(project)
    queue, seen = [(name, 0)], {name}
    while queue:
        current, depth = queue.pop(0)
        facts, path = resolver.locate(current)
        summary = project.body(facts, path) if facts is not None else None
        if facts is None or summary is None:
            continue
        if summary.asks_model or any(
            _is_of_library(project, resolver.resolve(facts.name, each)) for each in summary.may_ask
        ):
            return True
        for symbol in summary.returns if depth < _MAX_DEPTH else ():
            call = called_by(symbol)
            found = resolver.resolve(facts.name, call[1]) if call is not None else None
            if found is not None and found.internal and found.kind == "function" and found.name not in seen:
                seen.add(found.name)
                queue.append((found.name, depth + 1))
    return False


def _is_of_library(project: Project, found: Ref | None) -> bool:
    """Whether a library's call asks a model and answers with a text."""
    model = project.catalogue.model(found.name) if found is not None and not found.internal else None
    return model is not None and not model.structured and not model.typed


ASKS_MODEL = Question(asks_model)
