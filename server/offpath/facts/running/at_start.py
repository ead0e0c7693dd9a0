"""Functions that prepare a program before anybody is answered: hooks of frameworks, what makes the application, and what they alone call."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.loading import MAKING_APPLICATIONS, START_DECORATORS, START_EVENTS, START_KEYWORDS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.running.within import Within
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reached import ACCESSES, ReachedAccess
from offpath.facts.summaries.contribution import Decoration, FunctionSummary


def starting(project: Project) -> frozenset[str]:
    """The functions that run when the program starts, dotted."""
    return frozenset((*_registered(project), *_marked(project)))


def _registered(project: Project) -> Iterator[str]:
    """What is handed over by a call: `add_event_handler("startup", prepare)`, `FastAPI(lifespan=lifespan)`."""
    resolver = Resolver(project)
    for module, each in project.registrations():
        is_event = not START_EVENTS.isdisjoint(str(c) for c in each.constants)
        for part in each.parts:
            if part.symbol is not None and (part.keyword in START_KEYWORDS or (is_event and not part.keyword)):
                found = resolver.resolve(module.name, part.symbol)
                if found is not None and found.internal and found.kind == "function":
                    yield found.name


def _marked(project: Project) -> Iterator[str]:
    """What its decorators, its name or its class say it of."""
    resolver = Resolver(project)
    for module in project.modules.values():
        for path, summary in module.functions.items():
            owner, _, name = path.rpartition(".")
            is_ready = name == "ready" and owner in module.classes
            if is_ready and not any(
                found == "django.apps.AppConfig" for _, found in resolver.lineage(_dotted(module.name, owner))
            ):
                is_ready = False
            if is_ready or name in MAKING_APPLICATIONS or any(_is_hook(each, summary) for each in summary.decorators):
                yield _dotted(module.name, path)


def _is_hook(decoration: Decoration, summary: FunctionSummary) -> bool:
    last = decoration.name.rpartition(".")[2]
    if last in START_DECORATORS:
        return True
    if last in ("asynccontextmanager", "contextmanager"):
        return summary.is_generator and "lifespan" in summary.path[-1]
    given = {str(each) for each in (*decoration.constants, *(value for _, value in decoration.keywords))}
    return last in ("on_event", "listener", "register_listener", "event") and not START_EVENTS.isdisjoint(given)


def _dotted(module: str, path: str) -> str:
    return f"{module}.{path}" if module else path


def runs_at_start(project: Project, name: str) -> bool:
    """Whether every run of the function of this dotted name belongs to the program's start."""
    starts = project.answer(STARTING)

    def is_start(module: str, summary: FunctionSummary) -> bool:
        return _dotted(module, ".".join(summary.path)) in starts

    return Within(is_start, is_start, lambda site: site.is_waited_for).around(project, name)


def filled_at_start(project: Project) -> frozenset[str]:
    """The tables and models into which the program's start may put records, as `normalised` calls them."""
    reached = (each for name in project.answer(STARTING) for each in project.answer(ACCESSES, name))
    return frozenset(
        normalised(_table_of(each))
        for each in reached
        if each.access.operation in ("insert", "upsert") and not each.elsewhere
    ) - {""}


def _table_of(reached: ReachedAccess) -> str:
    if reached.access.target or reached.model is None:
        return reached.access.target
    return reached.model.name.rpartition(".")[2].lower()


STARTING = Question(starting)
RUNS_AT_START = Question(runs_at_start)
FILLED_AT_START = Question(filled_at_start)
