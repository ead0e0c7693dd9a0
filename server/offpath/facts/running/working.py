"""Functions that a worker runs, as the catalogue and their decorators, classes and settings tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.catalogue.libraries.concurrency import TASK_DECORATORS
from offpath.catalogue.library import Workers
from offpath.catalogue.load import Catalogue
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.summaries.contribution import ClassSummary, Constant, Decoration


@dataclass(frozen=True, slots=True)
class Work:
    """How a worker runs a function."""

    again: bool = False
    """Whether it is run again when it fails, for all that stands around it."""
    calling: frozenset[str] = frozenset()
    """What the function calls or raises to be run again, by the last name."""
    alone: bool = False
    """Whether hardly two of it run at the same time."""


_BY_NAME = Work(calling=frozenset({"retry"}))
"""What is told of a function whose decorator only sounds like a worker's."""


def works(project: Project) -> dict[str, Work]:
    """The functions that workers run, dotted."""
    resolver, known = Resolver(project), project.catalogue
    found: dict[str, Work] = {}
    for module in project.modules.values():
        for path, summary in module.functions.items():
            for decoration in summary.decorators:
                work = _of_decorator(known, resolver, module, decoration)
                if work is not None:
                    found[_dotted(module, path)] = work
        for path, described in module.classes.items():
            found |= dict(_of_class(known, resolver, module, path, described))
            if path.rpartition(".")[2] in known.worker_settings:
                found |= dict(_listed(known.worker_settings[path.rpartition(".")[2]], resolver, module, described))
    return found


def _of_decorator(known: Catalogue, resolver: Resolver, module: ModuleFacts, decoration: Decoration) -> Work | None:
    last = decoration.name.rpartition(".")[2]
    reference = resolver.resolve(module.name, decoration.symbol)
    worker = known.worker(reference.name) if reference is not None else None
    if worker is not None:
        return _work(worker, decoration.keywords)
    is_others = reference is not None and known.decorator(reference.name) is not None
    if last not in TASK_DECORATORS or is_others:
        return None
    if reference is not None and reference.internal:
        return _BY_NAME
    asking = {each for one in known.worker_by_last_name(last) for each in one.asking}
    return replace(_BY_NAME, again=any(name in asking and _says_yes(value) for name, value in decoration.keywords))


def _of_class(
    known: Catalogue, resolver: Resolver, module: ModuleFacts, path: str, described: ClassSummary
) -> Iterator[tuple[str, Work]]:
    bases = (base for owner, base in resolver.lineage(_dotted(module, path)) if not owner)
    worker = next((known.worker_bases[base] for base in bases if base in known.worker_bases), None)
    if worker is None:
        return
    fields = tuple((each.name, each.constant if not each.references else True) for each in described.fields)
    for method in worker.methods:
        if f"{path}.{method}" in module.functions:
            yield _dotted(module, f"{path}.{method}"), _work(worker, fields)


def _listed(
    worker: Workers, resolver: Resolver, module: ModuleFacts, described: ClassSummary
) -> Iterator[tuple[str, Work]]:
    """The functions that a class of settings lists: `functions = [charge, func(refund, name="refund")]`."""
    for each in described.fields:
        for written in each.references if each.name in worker.lists else ():
            first, *rest = written.split(".")
            symbol: tuple[object, ...] = ("global", first)
            for name in rest:
                symbol = ("attr", symbol, name)
            reference = resolver.resolve(module.name, symbol)
            if reference is not None and reference.internal and reference.kind == "function":
                yield reference.name, _work(worker, ())


def _work(worker: Workers, said: tuple[tuple[str, Constant], ...]) -> Work:
    refused = any(name in worker.refusing and value == 0 for name, value in said)
    asked = any(name in worker.asking and _says_yes(value) for name, value in said)
    return Work((worker.again and not refused) or asked, frozenset(worker.calling), worker.alone)


def _says_yes(value: Constant) -> bool:
    return value not in (0, False)


def _dotted(module: ModuleFacts, path: str) -> str:
    return f"{module.name}.{path}" if module.name else path


def is_worked(project: Project, name: str) -> bool:
    """Whether a worker runs the function of this dotted name."""
    return name in project.answer(WORKS)


WORKS = Question(works, on_outline=True)
IS_WORKED = Question(is_worked, on_outline=True)
