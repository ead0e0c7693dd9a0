"""What is at stake where code fails: whether it changes something outside of the program, asks something there, or only works something out."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.libraries import outside as catalogue
from offpath.catalogue.words import outside as spoken
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import Symbol
from offpath.facts.language_models.calls import asks_by_names
from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.summaries.contribution import CallSite, FunctionSummary

_MAX_FUNCTIONS = 60
"""How many functions one answer follows; what lies beyond cannot be seen."""


class Stake(Enum):
    """The farthest that a stretch of code gets, by how much it matters that it failed."""

    WRITES = "writes"
    ASKS = "asks outside"
    UNSEEN = "unseen calls"
    COMPUTES = "only computes"

    @property
    def rank(self) -> int:
        """The more, the farther it gets."""
        return (Stake.COMPUTES, Stake.UNSEEN, Stake.ASKS, Stake.WRITES).index(self)


def farthest(stakes: Iterator[Stake]) -> Stake:
    """What matters most of several."""
    found = Stake.COMPUTES
    for each in stakes:
        if each.rank > found.rank:
            found = each
        if found is Stake.WRITES:
            break
    return found


def stake(project: Project, name: str) -> Stake:
    """How far the function of this dotted name gets, with all that it calls."""
    return farthest(_Walk(project).follow(name))


class _Walk:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph = CallGraph(project)

    def follow(self, name: str) -> Iterator[Stake]:
        bodies = self._graph.bodies(name, most=_MAX_FUNCTIONS)
        for body in bodies:
            summary, following = body.summary, []
            if summary.is_stub:
                yield of_call(None, summary.path[-1], summary.path[-2] if len(summary.path) > 1 else "")
            yield from _accessed(summary)
            for inner, site, target in self._graph.calls(body):
                if inner and self._graph.body(inner) is not None:
                    following.append(inner)
                else:
                    yield self._of_call(summary, site, target)
            bodies.follow(following)
        if bodies.is_cut:
            yield Stake.UNSEEN

    def _of_call(self, summary: FunctionSummary, site: CallSite, target: Ref | None) -> Stake:
        if target is not None and (operation := self._project.catalogue.operation(target.name)):
            return Stake.ASKS if operation == "read" else Stake.WRITES
        if asks_by_names(_names(site.target)):
            return Stake.ASKS
        own = any(each.name == site.name for each in summary.parameters) and site.target is None
        return Stake.UNSEEN if own else of_call(target, site.name, _last_name(site.target))


def _accessed(summary: FunctionSummary) -> Iterator[Stake]:
    for access in summary.accesses:
        yield Stake.ASKS if access.operation == "read" else Stake.WRITES


def of_call(target: Ref | None, name: str, receiver: str) -> Stake:
    """How far a call gets that nothing of the project answers: by its library, or by the names in it."""
    if target is not None and not target.internal:
        if catalogue.writes_outside(target.name):
            return Stake.WRITES
        if catalogue.asks_outside(target.name):
            return Stake.ASKS
        if catalogue.only_works_out(target.name):
            return Stake.COMPUTES
    elif target is not None and target.kind in ("class", "instance"):
        return Stake.COMPUTES
    return _by_name(name, receiver)


def _by_name(name: str, receiver: str) -> Stake:
    first = first_word(name)
    if first in spoken.SENDING_OUT:
        return Stake.WRITES
    of = words(receiver)
    if first in spoken.ASKING_OUT or (of and of[-1] in spoken.RECEIVERS):
        return Stake.ASKS
    return Stake.COMPUTES if first in spoken.HARMLESS or name[:1].isupper() else Stake.UNSEEN


def _names(symbol: Symbol | None) -> tuple[str, ...]:
    """The names of a chain of attributes, as written: `("client", "messages", "create")`."""
    found: list[str] = []
    while isinstance(symbol, tuple) and symbol and symbol[0] == "attr":
        found.append(str(symbol[2]))
        symbol = symbol[1]
    return tuple(reversed(found))


def _last_name(symbol: Symbol | None) -> str:
    """What the object whose method is called is called itself: `client` of `self.client.get`."""
    inner = symbol[1] if symbol is not None and symbol[0] == "attr" else None
    while isinstance(inner, tuple) and inner:
        if inner[0] in ("attr", "import", "global", "self"):
            return str(inner[-1]).rpartition(".")[2]
        inner = inner[1] if len(inner) > 1 else None
    return ""


STAKE = Question(stake)
