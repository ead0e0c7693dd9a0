"""Functions that run beside others: threads, tasks, jobs of workers."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import STARTING
from offpath.catalogue.words.verbs import words
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.running.working import WORKS


def started(project: Project) -> dict[str, str]:
    """The functions that something starts beside what runs, dotted, with what starts them: `Thread`, `create_task`, `task`."""
    resolver = Resolver(project)
    found: dict[str, str] = {}
    for module, registration in project.registrations():
        if registration.kind in STARTING and (registration.kind != "map" or _is_pool(registration.written)):
            for part in registration.parts:
                target = resolver.resolve(module.name, part.symbol) if part.symbol is not None else None
                inner = f"{registration.owner}.{part.written}"
                if target is not None and target.internal:
                    found.setdefault(target.name, registration.kind)
                elif inner in module.functions:
                    found.setdefault(module.dotted(inner), registration.kind)
    for module in project.modules.values():
        for path in module.classes:
            owner = module.dotted(path)
            if f"{path}.run" in module.functions and _is_thread(resolver, owner):
                found.setdefault(f"{owner}.run", "Thread")
    for name, work in project.answer(WORKS).items():
        if not work.alone:
            found.setdefault(name, "task")
    return found


def _is_pool(written: str) -> bool:
    """Whether what `map` is called on, by its name, runs functions beside each other."""
    return not {"pool", "executor", "threads", "workers"}.isdisjoint(words(written.rpartition(".")[2]))


def _is_thread(resolver: Resolver, owner: str) -> bool:
    return any(not module and path in _THREADS for module, path in resolver.lineage(owner))


_THREADS = frozenset(
    {"threading.Thread", "threading.Timer", "multiprocessing.Process", "PyQt5.QtCore.QThread", "PySide6.QtCore.QThread"}
)


def start_of(project: Project, name: str) -> str:
    """What starts a function beside what runs; empty: nothing that can be seen."""
    starts: dict[str, str] = project.answer(STARTED)
    return starts.get(name, "")


STARTED = Question(started, on_outline=True)
START_OF = Question(start_of, on_outline=True)
