"""What a function of the project reads and writes together with everything it calls, in terms of its own parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.references import Ref
from offpath.facts.project.resolver import Resolver
from offpath.facts.stores.mappers import MODEL_BASES
from offpath.facts.summaries.contribution import (
    AccessFilter,
    AccessSummary,
    AccessValue,
    CallSite,
    FunctionSummary,
    Operation,
)
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
    around = [f"{facts.name}.{each}" if facts is not None and facts.name else each for each in inner]
    return tuple(access for each in around for access in _Walk(project).follow(each))


_OF_CLASSES: dict[str, Operation] = {
    "create": "insert", "insert_many": "insert", "bulk_create": "insert", "get_or_create": "upsert", "update_or_create": "upsert",
    "get_by_id": "read", "get_or_none": "read", "get": "read", "find_one": "read", "delete_by_id": "delete", "set_by_id": "update",
}  # fmt: skip
"""What methods of model classes do, in mappers whose queries begin at the class."""


class _Walk:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._resolver = Resolver(project)

    def follow(self, name: str) -> Iterator[ReachedAccess]:
        start = self._summary(name)
        if start is None:
            return
        own: Mapping_ = {p.name: (p.name,) for p in start[1].parameters}
        queue: list[tuple[str, Mapping_, int, bool, Ref | None]] = [(name, own, 0, False, None)]
        seen, number = {name}, 0
        while queue and number < _MAX_ACCESSES and len(seen) < _MAX_FUNCTIONS:
            current, mapping, depth, elsewhere, receiver = queue.pop(0)
            found = self._summary(current)
            if found is None:
                continue
            module, summary = found
            for access in (*summary.accesses, *self._of_models(module, summary)):
                number += 1
                reached = ReachedAccess(
                    _mapped(access, mapping), self._model(module, access), current, depth, elsewhere
                )
                yield self._inherited(reached, receiver)
            if depth < _MAX_DEPTH:
                for target, inner, started, called in self._callees(module, summary, mapping):
                    if target not in seen:
                        seen.add(target)
                        queue.append((target, inner, depth + 1, elsewhere or started, called or receiver))

    def _inherited(self, reached: ReachedAccess, receiver: Ref | None) -> ReachedAccess:
        """The access as that of the class whose inherited method was called."""
        model = reached.model
        if receiver is None or model is None or not model.internal or model.name == receiver.name:
            return reached
        bases = (f"{owner}.{path}" if owner else path for owner, path in self._resolver.lineage(receiver.name))
        return as_of(reached, receiver) if model.name in bases else reached

    def _summary(self, name: str) -> tuple[str, FunctionSummary] | None:
        facts, path = self._resolver.locate(name)
        summary = self._project.body(facts, path) if facts is not None else None
        return (facts.name, summary) if facts is not None and summary is not None else None

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

    def _callees(
        self, module: str, summary: FunctionSummary, mapping: Mapping_
    ) -> Iterator[tuple[str, Mapping_, bool, Ref | None]]:
        for site in summary.calls:
            target = self._resolver.resolve(module, site.target)
            if target is None or not target.internal or target.kind != "function":
                continue
            found = self._summary(target.name)
            if found is not None:
                mapped = dict(_bound(site, found[1], mapping))
                yield target.name, mapped, not site.is_waited_for, self._receiver(module, site)

    def _receiver(self, module: str, site: CallSite) -> Ref | None:
        """The class whose method is called, where the call names one."""
        symbol = site.target
        if symbol is None or symbol[0] != "attr":
            return None
        found = self._resolver.resolve(module, symbol[1])
        return found if found is not None and found.kind == "class" and found.internal else None


def _bound(site: CallSite, callee: FunctionSummary, mapping: Mapping_) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What of the asked function's parameters reaches each of a callee's parameters."""
    positional = [p.name for p in callee.parameters if p.kind in ("positional", "positional-only")]
    if positional[:1] in (["self"], ["cls"]):
        positional = positional[1:]
    for flowing in site.arguments:
        slot = flowing.slot
        name = positional[slot] if isinstance(slot, int) and slot < len(positional) else slot
        if isinstance(name, str):
            yield name, tuple(dict.fromkeys(p for own in flowing.parameters for p in mapping.get(own, ())))


def _mapped(access: AccessSummary, mapping: Mapping_) -> AccessSummary:
    def outer(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p for name in names for p in mapping.get(name, ())))

    return replace(
        access,
        filters=tuple(replace(f, parameters=outer(f.parameters)) for f in access.filters),
        values=tuple(replace(v, parameters=outer(v.parameters)) for v in access.values),
        record=outer(access.record),
    )


ACCESSES = Question(accesses)
WRAPPER_ACCESSES = Question(wrapper_accesses)
