"""Functions that run beside others: threads, tasks, jobs of workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offpath.facts.frameworks.concurrency import STARTING, TASK_DECORATORS
from offpath.facts.resolve import Resolver

if TYPE_CHECKING:
    from offpath.facts.project import Project


def started(project: Project) -> dict[str, str]:
    """The functions that something starts beside what runs, dotted, with what starts them: `Thread`, `create_task`, `task`."""
    resolver = Resolver(project)
    found: dict[str, str] = {}
    for module, registration in project.registrations():
        if registration.kind in STARTING:
            for part in registration.parts:
                target = resolver.resolve(module.name, part.symbol) if part.symbol is not None else None
                if target is not None and target.internal:
                    found.setdefault(target.name, registration.kind)
    for module in project.modules.values():
        for path, summary in module.functions.items():
            for decoration in summary.decorators:
                if decoration.name.rpartition(".")[2] in TASK_DECORATORS:
                    found.setdefault(f"{module.name}.{path}" if module.name else path, "task")
    return found


def start_of(project: Project, name: str) -> str:
    """What starts a function beside what runs; empty: nothing that can be seen."""
    starts: dict[str, str] = project.answer(("started",))
    return starts.get(name, "")
