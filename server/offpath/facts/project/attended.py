"""Functions that only a person at a terminal runs, who sees them wait and can end them."""

from __future__ import annotations

from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.project.calls import CALLERS
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.scripts import IS_SCRIPT
from offpath.facts.summaries.contribution import CallSite, FunctionSummary
from offpath.facts.summaries.naming import GOES_ON
from offpath.facts.web.routes import HANDLER

_COMMANDS = frozenset({"command", "group", "callback", "task"})
_LIBRARIES = ("click", "typer", "flask.cli", "invoke", "fabric", "cleo", "cyclopts")
"""What a module imports whose decorators make commands, where they themselves cannot be told."""

_MAX_DEPTH = 4


def is_attended(project: Project, name: str) -> bool:
    """Whether a function is a command of a command-line tool, called by such commands alone, or in what somebody runs alone."""
    return _is_attended(project, name, frozenset({name}))


def _is_attended(project: Project, name: str, seen: frozenset[str]) -> bool:
    facts, path = Resolver(project).locate(name)
    summary = facts.functions.get(path) if facts is not None else None
    if facts is None or summary is None or len(seen) > _MAX_DEPTH:
        return False
    handler = project.answer(HANDLER, name)
    if handler is not None:
        return handler.caller == "person" and not _goes_on(facts, path)
    if _looks_like_command(project, facts, summary) or _belongs_to_command(project, facts, path):
        return True
    if project.answer(IS_SCRIPT, facts.name):
        return True
    callers: tuple[tuple[str, FunctionSummary, CallSite], ...] = project.answer(CALLERS, name)
    around = {
        ".".join((module, *caller.path)) if module else ".".join(caller.path)
        for module, caller, _ in callers
        if module not in project.modules or not is_test(project.modules[module].path)
    }
    return bool(around) and all(each not in seen and _is_attended(project, each, seen | {each}) for each in around)


def _belongs_to_command(project: Project, facts: ModuleFacts, path: str) -> bool:
    """Whether a method's class is a command that comes to its end."""
    owner = path.rpartition(".")[0]
    if owner not in facts.classes or _goes_on(facts, owner):
        return False
    lineage = Resolver(project).lineage(f"{facts.name}.{owner}" if facts.name else owner)
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
