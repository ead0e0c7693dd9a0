"""Which modules import or name each other, as far as that can be told from what is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.naming import BY_TEXT


def importers(project: Project) -> dict[str, frozenset[str]]:
    """Which modules import or name each module."""
    by_ending = by_endings(project)
    found: dict[str, set[str]] = {}
    for facts, each in project.imports():
        for name in meant(project, by_ending, facts, each):
            if name != facts.name:
                found.setdefault(name, set()).add(facts.name)
    return {name: frozenset(by) for name, by in found.items()}


def meant(
    project: Project, by_ending: Mapping[str, list[str]], facts: ModuleFacts, each: tuple[int, str, str]
) -> Iterator[str]:
    """The modules that an import or a text may mean; one that is not found from here may lie below a root that nobody declares."""
    level, target, name = each
    full = target if level in (0, BY_TEXT) else facts.absolute(level, target).rstrip(".")
    whole = f"{full}.{name}" if name not in ("", "*") else full
    parts = whole.split(".")
    exact = False
    for end in range(len(parts), 0, -1):
        written = ".".join(parts[:end])
        if written in project.modules:
            exact = True
            yield written
    if not exact or level == BY_TEXT:
        for end in range(len(parts), 0, -1):
            written = ".".join(parts[:end])
            yield from (n for n in by_ending.get(parts[end - 1], ()) if n == written or n.endswith(f".{written}"))


def by_endings(project: Project) -> dict[str, list[str]]:
    """The modules by the last part of their names."""
    found: dict[str, list[str]] = {}
    for name in project.modules:
        found.setdefault(name.rpartition(".")[2], []).append(name)
    return found


def is_loaded(project: Project, module: str) -> bool:
    """Whether anything but tests imports or names a module."""
    by = project.answer(IMPORTERS).get(module, frozenset())
    return any(not is_test(project.modules[each].path) for each in by if each in project.modules)


IMPORTERS = Question(importers)
IS_LOADED = Question(is_loaded)
