"""Second copies of an application's modules: what was replaced and left where it was, while something else is what is started.

A module is a copy only where its twin can be seen: another module, which is loaded by what the project's own files start, or which stands
outside of the folder that keeps what was replaced, defines half of the same. What no file says is started is no copy for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from offpath.catalogue.words.loading import PUT_ASIDE
from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.starts import Start
from offpath.facts.running.importing import by_endings, meant
from offpath.facts.summaries.naming import LOADS_BY_NAME

_FEWEST_SHARED = 3
_WIDESPREAD = 12
"""What so many modules define says nothing of any of them."""


def copies(project: Project) -> frozenset[str]:
    """The modules that are left-over copies of others, dotted, with what such copies alone import."""
    kept_aside = {name for name, facts in project.modules.items() if _is_put_aside(facts)}
    in_use = project.modules.keys() - kept_aside
    found = _twins(project, kept_aside, in_use) if kept_aside else set()
    running = project.answer(STARTED)
    if running:
        rest = {name for name in in_use - running if _is_beside(project, project.modules[name])}
        found |= _twins(project, rest, set(running))
    return frozenset(_left_to_copies(project, found - running) - running)


def _is_put_aside(facts: ModuleFacts) -> bool:
    return not PUT_ASIDE.isdisjoint(facts.path.lower().split("/")[:-1])


def _is_beside(project: Project, facts: ModuleFacts) -> bool:
    """Whether a file that says what is started speaks of this module's folder: it lies above it or below it."""
    if facts.is_package or is_test(facts.path):
        return False
    folder = f"{facts.path.rpartition('/')[0]}/".lstrip("/")
    places = (f"{start.place}/".lstrip("/") for start in project.starts)
    return any(folder.startswith(place) or place.startswith(folder) for place in places)


def _twins(project: Project, candidates: set[str], others: set[str] | frozenset[str]) -> set[str]:
    """The candidates of which another module defines half or more."""
    holders: dict[str, list[str]] = {}
    for name in others:
        for each in _defined(project.modules[name]):
            holders.setdefault(each, []).append(name)
    found = set()
    for name in candidates:
        own = _defined(project.modules[name])
        shared = Counter(h for each in own for h in _few(holders.get(each, [])))
        most = max(shared.values(), default=0)
        if most >= _FEWEST_SHARED and 2 * most >= len(own):
            found.add(name)
    return found


def _few(holders: list[str]) -> list[str]:
    return holders if len(holders) <= _WIDESPREAD else []


def _defined(facts: ModuleFacts) -> set[str]:
    return {each for each in (*facts.functions, *facts.classes) if each != "main"}


def _left_to_copies(project: Project, found: set[str]) -> set[str]:
    """The copies that nothing but copies and tests imports, and the modules that nothing but these imports."""
    users: dict[str, set[str]] = {}
    for name, targets in project.answer(IMPORTED).items():
        if not is_test(project.modules[name].path):
            for each in targets:
                users.setdefault(each, set()).add(name)
    left = set(found)
    while True:
        used = {name for name in left if users.get(name, set()) - left - {name}}
        if not used:
            break
        left -= used
    while True:
        more = {name for name, by in users.items() if name not in left and by <= left}
        more = {name for name in more if not project.modules[name].is_package}
        if not more:
            return left
        left |= more


def started(project: Project) -> frozenset[str]:
    """What is loaded by the commands that a project's files name; empty: none does, or what they start loads modules by names that only its run knows."""
    pending = [name for start in project.starts for name in modules_of(project, start)]
    imports = project.answer(IMPORTED)
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        facts = project.modules[name]
        if any(LOADS_BY_NAME in each.evidence for each in facts.contributions):
            return frozenset()
        pending += imports.get(name, ())
    return frozenset(found)


def modules_of(project: Project, start: Start) -> Iterator[str]:
    """The modules that a command may start: the one in its folder, or all whose paths end so."""
    by_path = {facts.path: name for name, facts in project.modules.items()}
    endings = (f"{start.target}.py", f"{start.target}/__init__.py", f"{start.target}/__main__.py")
    below = f"{start.place}/" if start.place else ""
    exact = [by_path[below + each] for each in endings if below + each in by_path]
    if exact and (start.is_exact or below):
        yield from exact
        return
    inside = [path for path in by_path if path.startswith(below)]
    yield from (by_path[path] for path in inside for each in endings if f"/{path}".endswith(f"/{each}"))


def imported(project: Project) -> dict[str, frozenset[str]]:
    """What each module imports or names; of two that may be meant, the one that lies beside it."""
    by_path = {facts.path: name for name, facts in project.modules.items()}
    endings = by_endings(project)
    found: dict[str, set[str]] = {}
    for facts, each in project.imports():
        beside = tuple(_beside(by_path, facts, each))
        found.setdefault(facts.name, set()).update(beside or meant(project, endings, facts, each))
    return {name: frozenset(targets - {name}) for name, targets in found.items()}


def _beside(by_path: dict[str, str], facts: ModuleFacts, each: tuple[int, str, str]) -> Iterator[str]:
    """The modules in a module's own folder that an import means first."""
    level, target, name = each
    if level != 0:
        return
    folder = facts.path.rpartition("/")[0]
    parts = [*target.split("."), *([name] if name not in ("", "*") else [])]
    for end in range(len(parts), 0, -1):
        path = "/".join(p for p in (folder, *parts[:end]) if p)
        yield from (by_path[f] for f in (f"{path}.py", f"{path}/__init__.py") if f in by_path)


IMPORTED = Question(imported)
STARTED = Question(started)
COPIES = Question(copies)
