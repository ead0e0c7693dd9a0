"""What a function of the project reads and writes together with everything it calls, in terms of its own parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from offpath.facts.project.call_graph import CallGraph
from offpath.facts.project.modules import dotted
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.solver import Spread
from offpath.facts.stores.families.mappers import MODEL_BASES
from offpath.facts.summaries.binding import bound
from offpath.facts.summaries.contribution import (
    AccessFilter,
    AccessSummary,
    AccessValue,
    CallSite,
    FunctionSummary,
    Operation,
)
from offpath.facts.summaries.steps import Step, step_at
from offpath.syntax import tree as t

_MAX_FUNCTIONS = 40
_MAX_ACCESSES = 24
_MAX_DEPTH = 4

Reaching = Callable[[t.Expr], "tuple[str, ...]"]
Mapping_ = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReachedAccess:
    """An access that a call leads to; parameter names are those of the function that was asked about."""

    access: AccessSummary
    model: Ref | None
    function: str
    """The function that reaches the store, dotted."""
    depth: int
    elsewhere: bool = False
    """Whether it happens in work that is started and not waited for."""
    step: Step | None = None
    """Where the store is reached."""


def as_of(access: ReachedAccess, model: Ref) -> ReachedAccess:
    """The same access of another model's records: of a class that has inherited the method."""
    own = replace(access.access, target=model.name.rpartition(".")[2].lower())
    return replace(
        access, access=own, model=replace(model, kind=access.model.kind if access.model is not None else "class")
    )


def accesses(project: Project, name: str) -> tuple[ReachedAccess, ...]:
    """Every access that calling the function of this dotted name can lead to."""
    return tuple(_Walk(project).follow(name))


def wrapper_accesses(project: Project, name: str) -> tuple[ReachedAccess, ...]:
    """What the functions inside a decorator of this dotted name read and write before or after they call what they wrap."""
    facts, path = Resolver(project).locate(name)
    inner = facts.nested_functions.get(path, ()) if facts is not None else ()
    around = (facts.dotted(each) for each in inner) if facts is not None else ()
    return tuple(access for each in around for access in _Walk(project).follow(each))


_OF_CLASSES: dict[str, Operation] = {
    "create": "insert", "insert_many": "insert", "bulk_create": "insert", "get_or_create": "upsert", "update_or_create": "upsert",
    "get_by_id": "read", "get_or_none": "read", "get": "read", "find_one": "read", "delete_by_id": "delete", "set_by_id": "update",
}  # fmt: skip
"""What methods of model classes do, in mappers whose queries begin at the class."""


class _Place(NamedTuple):
    """A function that is reached, with what is carried there."""

    name: str
    mapping: Mapping_
    """The parameters of the function that was asked about, by those of this one that they reach."""
    elsewhere: bool = False
    receiver: Ref | None = None
    """The class whose method was called."""


class _Walk:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph = CallGraph(project)
        self._resolver = self._graph.resolver

    def follow(self, name: str) -> Iterator[ReachedAccess]:
        start = self._graph.body(name)
        if start is None:
            return
        own: Mapping_ = {p.name: (p.name,) for p in start.summary.parameters}
        places = Spread(
            [_Place(name, own)],
            self._callees,
            most=_MAX_FUNCTIONS,
            deepest=_MAX_DEPTH,
            same=lambda place: place.name,
        )
        number = 0
        for place, depth in places:
            body = self._graph.body(place.name)
            if number >= _MAX_ACCESSES or body is None:
                continue
            module = body.facts.name
            for access in (*body.summary.accesses, *self._of_models(module, body.summary)):
                number += 1
                mapped = _mapped(access, place.mapping)
                step = step_at(module, body.summary, access.call)
                reached = ReachedAccess(mapped, self._model(module, access), place.name, depth, place.elsewhere, step)
                yield self._inherited(reached, place.receiver)

    def _inherited(self, reached: ReachedAccess, receiver: Ref | None) -> ReachedAccess:
        """The access as that of the class whose inherited method was called."""
        model = reached.model
        if receiver is None or model is None or not model.internal or model.name == receiver.name:
            return reached
        bases = (dotted(owner, path) for owner, path in self._resolver.lineage(receiver.name))
        return as_of(reached, receiver) if model.name in bases else reached

    def _of_models(self, module: str, summary: FunctionSummary) -> Iterator[AccessSummary]:
        """What class methods of models do that only the project tells to be models: `Task.create(plot=plot)`."""
        known = {(access.model, access.operation) for access in summary.accesses}
        for site in summary.calls:
            operation, symbol = _OF_CLASSES.get(site.name), site.target
            if operation is None or symbol is None or symbol[0] != "attr" or (symbol[1], operation) in known:
                continue
            model = self._resolver.resolve(module, symbol[1])
            if model is None or model.kind != "class" or not model.internal:
                continue
            bases = {path for owner, path in self._resolver.lineage(model.name) if not owner}
            store = next((MODEL_BASES[base] for base in bases if base in MODEL_BASES), None)
            if store not in ("peewee", "tortoise", "mapper"):
                continue
            named = [(each.slot, each.parameters) for each in site.arguments if isinstance(each.slot, str)]
            writes = operation == "insert"
            yield AccessSummary(
                store,
                operation,
                model.name.rpartition(".")[2].lower(),
                symbol[1],
                False,
                () if writes else tuple(AccessFilter(column, "=", True, given) for column, given in named),
                tuple(AccessValue(column, False, given) for column, given in named) if writes else (),
                one=site.name.startswith("get"),
            )

    def _model(self, module: str, access: AccessSummary) -> Ref | None:
        found = self._resolver.resolve(module, access.model)
        if found is None or found.kind not in ("class", "instance", "external") or found.name.startswith("builtins."):
            return None
        return found

    def _callees(self, place: _Place) -> Iterator[_Place]:
        body = self._graph.body(place.name)
        for each in self._graph.callees(body) if body is not None else ():
            callee = self._graph.body(each.name)
            if body is not None and callee is not None:
                given = bound(each.site, callee.summary.parameters)
                mapping = {name: _outer(names, place.mapping) for name, names in given}
                receiver = self._receiver(body.facts.name, each.site) or place.receiver
                yield _Place(each.name, mapping, place.elsewhere or not each.site.is_waited_for, receiver)

    def _receiver(self, module: str, site: CallSite) -> Ref | None:
        """The class whose method is called, where the call names one."""
        symbol = site.target
        if symbol is None or symbol[0] != "attr":
            return None
        found = self._resolver.resolve(module, symbol[1])
        return found if found is not None and found.kind == "class" and found.internal else None


def _outer(names: Iterable[str], mapping: Mapping_) -> tuple[str, ...]:
    """What of the asked function's parameters reaches some of another's."""
    return tuple(dict.fromkeys(p for name in names for p in mapping.get(name, ())))


def _mapped(access: AccessSummary, mapping: Mapping_) -> AccessSummary:
    return replace(
        access,
        filters=tuple(replace(f, parameters=_outer(f.parameters, mapping)) for f in access.filters),
        values=tuple(replace(v, parameters=_outer(v.parameters, mapping)) for v in access.values),
        record=_outer(access.record, mapping),
    )


ACCESSES = Question(accesses)
WRAPPER_ACCESSES = Question(wrapper_accesses)
