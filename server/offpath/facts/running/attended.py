"""Functions that only a person at a terminal runs, who sees them wait and can end them."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.solver import on_every_way
from offpath.facts.routes.routes import HANDLER
from offpath.facts.running.scripts import IS_SCRIPT
from offpath.facts.summaries.contribution import FunctionSummary
from offpath.facts.summaries.naming import GOES_ON

_COMMANDS = frozenset({"command", "group", "callback", "task"})
_LIBRARIES = ("click", "typer", "flask.cli", "invoke", "fabric", "cleo", "cyclopts")
"""What a module imports whose decorators make commands, where they themselves cannot be told."""


def is_attended(project: Project, name: str) -> bool:
    """Whether a function is a command of a command-line tool, called by such commands alone, or in what somebody runs alone."""
    graph = CallGraph(project)
    return on_every_way(name, lambda current: _ways(graph, current))


def _ways(graph: CallGraph, name: str) -> Iterator[str | bool]:
    project = graph.project
    facts, path = graph.resolver.locate(name)
    summary = facts.functions.get(path) if facts is not None else None
    if facts is None or summary is None:
        yield False
        return
    handler = project.answer(HANDLER, name)
    if handler is not None:
        yield handler.caller == "person" and not _goes_on(facts, path)
    elif _is_command(project, facts, summary) or project.answer(IS_SCRIPT, facts.name):
        yield True
    else:
        yield from (each.name for each in graph.callers_at_work(name))


def _is_command(project: Project, facts: ModuleFacts, summary: FunctionSummary) -> bool:
    return _looks_like_command(project, facts, summary) or _belongs_to_command(project, facts, ".".join(summary.path))


def _belongs_to_command(project: Project, facts: ModuleFacts, path: str) -> bool:
    """Whether a method's class is a command that comes to its end."""
    owner = path.rpartition(".")[0]
    if owner not in facts.classes or _goes_on(facts, owner):
        return False
    lineage = Resolver(project).lineage(facts.dotted(owner))
    names = (f"{module}.{path}" if module else path for module, path in lineage)
    found = (project.answer(HANDLER, name) for name in names)
    return any(each is not None and each.caller == "person" for each in found)


def _goes_on(facts: ModuleFacts, path: str) -> bool:
    """Whether a function, or a method of a class, goes on until it is ended: nobody waits for that."""
    inside = tuple(path.split("."))
    return any(GOES_ON in each.evidence and each.path[: len(inside)] == inside for each in facts.contributions)


def _looks_like_command(project: Project, facts: ModuleFacts, summary: FunctionSummary) -> bool:
    """Whether a decorator that no file of the catalogue names makes a function a command."""
    resolver = Resolver(project)
    for decoration in summary.decorators:
        if decoration.name.rpartition(".")[2] not in _COMMANDS:
            continue
        found = resolver.resolve(facts.name, decoration.symbol)
        if found is None or found.internal or found.name.startswith(_LIBRARIES):
            return _speaks_of_commands(facts) if found is None or found.internal else True
    return False


def _speaks_of_commands(facts: ModuleFacts) -> bool:
    """Whether a module imports a library for command-line tools."""
    return any(s[0] == "import" and str(s[2]).startswith(_LIBRARIES) for s in facts.bindings.values())


IS_ATTENDED = Question(is_attended)
