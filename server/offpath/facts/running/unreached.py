"""Modules that nothing loads: no other module imports or names them, nothing starts them, no framework finds them by their names or places.

It is said of whole applications alone, where other modules beside them are imported. What loads modules by names that are only known
when it runs may load any: cannot tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from offpath.catalogue.words.loading import COPIED, DISCOVERED, DISCOVERING_FOLDERS, STARTING_NAMES
from offpath.facts.code.kinds_of_files import is_test
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.overviews import PACKAGES
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.running.copies import COPIES
from offpath.facts.running.importing import IMPORTERS
from offpath.facts.summaries.naming import LOADS_BY_NAME, STARTED_BY_HAND, WORKS_WHEN_LOADED

_FEWEST_MODULES = 8
"""So many modules must be imported by others before what stands beside them is left over; a few files may be samples, or a beginning."""


def unreached_modules(project: Project) -> frozenset[str]:
    """The modules that nothing loads, dotted."""
    copies = frozenset((*_put_aside(project), *project.answer(COPIES)))
    return copies if loads_any(project) or not is_whole(project) else copies | _left_over(project)


def _put_aside(project: Project) -> Iterator[str]:
    """The copies that nothing imports and that are called after a module or package beside them, whatever else the project is."""
    by, packages = project.answer(IMPORTERS), project.answer(PACKAGES)
    for name in project.modules:
        original, _, word = name.rpartition("_")
        if word in COPIED and original in packages and not by.get(name):
            yield name


def _left_over(project: Project) -> frozenset[str]:
    by = project.answer(IMPORTERS)
    left = {name for name, facts in project.modules.items() if not _is_found_otherwise(facts)}
    while True:
        loaded = {name for name in left if by.get(name, frozenset()) - left}
        if not loaded:
            break
        left -= loaded
    return frozenset(_standing_out(project, left, by))


def loads_any(project: Project) -> bool:
    """Whether the project loads modules by names that are only known when it runs."""
    return _shows(project.modules.values(), LOADS_BY_NAME)


def is_whole(project: Project) -> bool:
    """Whether an application stands as a whole before us: something is started, and many modules import each other."""
    by = project.answer(IMPORTERS)
    reached = sum(not project.modules[name].is_package for name in by)
    return reached >= _FEWEST_MODULES and _is_application(project)


def is_unreached(project: Project, module: str) -> bool:
    """Whether nothing loads a module."""
    return module in project.answer(UNREACHED_MODULES)


def _is_application(project: Project) -> bool:
    """Whether something in the project is started, by itself or by a server that is told of it."""
    return any(
        _shows([facts], STARTED_BY_HAND) or not STARTING_NAMES.isdisjoint(_held(facts))
        for facts in project.modules.values()
        if not is_test(facts.path)
    )


def _shows(modules: Iterable[ModuleFacts], trait: str) -> bool:
    return any(trait in c.evidence for facts in modules if not is_test(facts.path) for c in facts.contributions)


def _is_found_otherwise(facts: ModuleFacts) -> bool:
    """Whether a module is started by itself, or may be found by its name, its place or what it holds."""
    *folders, name = facts.path.removesuffix(".py").split("/")
    if facts.is_package or name in DISCOVERED or not DISCOVERING_FOLDERS.isdisjoint(folders) or is_test(facts.path):
        return True
    if _shows([facts], STARTED_BY_HAND) or _shows([facts], WORKS_WHEN_LOADED):
        return True
    return not STARTING_NAMES.isdisjoint(_held(facts))


def _held(facts: ModuleFacts) -> Iterator[str]:
    """What a module defines at its top."""
    yield from facts.functions
    yield from (name for name, symbol in facts.bindings.items() if symbol[0] != "import")


def _standing_out(project: Project, left: set[str], by: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Those beside which, in the same folder, more modules are imported than not."""
    reached: Counter[str] = Counter()
    unreached: Counter[str] = Counter()
    for name, facts in project.modules.items():
        if facts.is_package or is_test(facts.path):
            continue
        folder = facts.path.rpartition("/")[0]
        (unreached if name in left else reached)[folder] += name in left or bool(by.get(name))
    for name in left:
        folder = project.modules[name].path.rpartition("/")[0]
        if reached[folder] > unreached[folder]:
            yield name


UNREACHED_MODULES = Question(unreached_modules)
IS_UNREACHED = Question(is_unreached)
LOADS = Question(loads_any, on_outline=True)
IS_WHOLE = Question(is_whole)
