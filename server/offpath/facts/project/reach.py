"""What a function does together with everything it calls: reachability over the local summaries of the project."""

from __future__ import annotations

from dataclasses import dataclass

from offpath.catalogue.words import members, verbs
from offpath.facts.project.call_graph import Body, Callee, CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.summaries.contribution import CallSite, FunctionSummary

STORE_PREFIX = "store "
"""How a write begins that is made by a store of the catalogue; the operation and the called name follow."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What can happen when a function runs."""

    writes: tuple[str, ...]
    """What is written, a short phrase each: `insert users`, `Session.add`, `attribute self`, `save`."""
    by_name: tuple[str, ...]
    """Writes told by the called name alone, for the callee cannot be seen."""
    logs: bool
    unknown: tuple[str, ...]
    """Calls that cannot be seen, have no telling name, and are handed the function's data."""


def reach(project: Project, name: str) -> Reach:
    """What the function of this dotted name can do, through the project."""
    walk = _Walk(project)
    walk.follow(name)
    return Reach(tuple(walk.writes), tuple(walk.by_name), walk.logs, tuple(walk.unknown))


class _Walk:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph = CallGraph(project)
        self.writes: dict[str, None] = {}
        self.by_name: dict[str, None] = {}
        self.unknown: dict[str, None] = {}
        self.logs = False

    def follow(self, name: str) -> None:
        bodies = self._graph.bodies(name)
        for body in bodies:
            summary = body.summary
            if _is_left_to_others(summary) and verbs.first_word(summary.path[-1]) in verbs.WRITING:
                self.by_name[summary.path[-1]] = None
            self._local(summary)
            own = {parameter.name for parameter in summary.parameters}
            called = [self._call(body, each, own) for each in self._graph.calls(body)]
            bodies.follow([*filter(None, called), *self._graph.inside(body)])

    def _local(self, summary: FunctionSummary) -> None:
        for effect in summary.effects:
            if effect.kind == "sql" and effect.detail.partition(" ")[0] in ("select", "pragma", "other", "transaction"):
                continue
            self.writes[f"{effect.kind} {effect.detail}".removeprefix("sql ")] = None

    def _call(self, body: Body, called: Callee, own: set[str]) -> str:
        """Judges one call; the dotted name of the project's function to follow, or an empty string."""
        name, site, target = called
        if site.is_handed:
            return self._elsewhere(called)
        operation = self._project.catalogue.operation(target.name) if target is not None else ""
        if target is not None and operation and operation != "sql":
            self._declared(target, operation)
            return ""
        if target is not None and target.internal:
            return name
        if target is None and site.target is None and site.name in own:
            self.by_name[site.name] = None
            return ""
        if site.name in members.LOGGING and (target is None or not self._project.catalogue.effects.writes(target.name)):
            self.logs = True
            return ""
        if target is not None and target.kind in ("external", "instance", "class"):
            self._external(body, target, site)
        else:
            self._unseen(site)
        return ""

    def _elsewhere(self, called: Callee) -> str:
        """What is handed over to be run is followed where the project knows it; else its name alone tells."""
        if called.target is not None and called.target.internal:
            return called.name
        if verbs.first_word(called.site.name) in verbs.WRITING:
            self.by_name[called.site.name] = None
        return ""

    def _declared(self, target: Ref, operation: str) -> None:
        """A call of a store that a file of the catalogue describes."""
        if operation != "read":
            self.writes[f"{STORE_PREFIX}{operation} {'.'.join(target.name.split('.')[-2:])}"] = None

    def _external(self, body: Body, target: Ref, site: CallSite) -> None:
        if self._project.catalogue.effects.writes(target.name):
            statement = self._graph.resolver.resolve(body.facts.name, site.statement)
            reads = statement is not None and statement.name in members.READING_STATEMENTS
            if not site.reads_sql and not reads:
                self.writes[".".join(target.name.split(".")[-2:])] = None
        elif not self._project.catalogue.effects.computes(target.name) or (
            "()." in target.name and verbs.first_word(site.name) in verbs.WRITING
        ):
            self._unseen(site)

    def _unseen(self, site: CallSite) -> None:
        verb = verbs.first_word(site.name)
        if site.reads_sql or verb in verbs.READING:
            return
        if verb in verbs.WRITING:
            self.by_name[site.name] = None
        elif site.arguments or site.receiver_parameters:
            self.unknown[site.name] = None


def _is_left_to_others(summary: FunctionSummary) -> bool:
    """Whether a method is only declared, so that what runs is a subclass's."""
    abstract = any(each.name.rpartition(".")[2] == "abstractmethod" for each in summary.decorators)
    return summary.is_stub and (abstract or "NotImplementedError" in summary.raises)


REACH = Question(reach)
