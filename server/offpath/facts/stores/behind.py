"""Which models a repository works on that keeps its model in an attribute: what its users have made it with."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import Symbol, called_by
from offpath.facts.project.call_graph import CALLERS
from offpath.facts.project.names import FUNCTION
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.project.resolver import Resolver
from offpath.facts.project.variables import dotted_symbol, follow
from offpath.facts.summaries.binding import slots_of
from offpath.facts.summaries.contribution import FunctionSummary


def models_behind(project: Project, name: str, attribute: str) -> tuple[str, ...]:
    """The models in an attribute of the objects whose method of this dotted name is called, by dotted names."""
    return tuple(dict.fromkeys(_models(project, name, attribute)))


def _models(project: Project, name: str, attribute: str) -> Iterator[str]:
    resolver = Resolver(project)
    for module, _, site in project.answer(CALLERS, name):
        receiver = site.target[1] if site.target is not None and site.target[0] == "attr" else None
        if receiver is None:
            continue
        made_in, made = _made(project, module, receiver)
        call = called_by(made)
        if call is not None and call[2] is not None:
            given = resolver.resolve(made_in, call[2])
            if given is not None and given.kind == "class" and given.internal:
                yield given.name
        found = resolver.resolve(module, receiver)
        if found is not None and found.internal:
            yield from _in_fields(project, resolver, found.name, attribute)


def models_handed(project: Project, name: str, parameter: str) -> tuple[str, ...]:
    """The models that the callers of a function hand to a parameter, by dotted names: `load(session, Invoice, pk)`."""
    resolver = Resolver(project)
    summary: FunctionSummary | None = project.answer(FUNCTION, name)
    slots = slots_of(summary.parameters, parameter) if summary is not None else frozenset()
    given = (
        resolver.resolve(module, symbol)
        for module, _, site in project.answer(CALLERS, name)
        for slot, symbol in site.classes
        if slot in slots
    )
    known = (each.name for each in given if each is not None and each.kind == "class" and each.internal)
    return tuple(dict.fromkeys(known))


def _made(project: Project, module: str, symbol: Symbol) -> tuple[str, Symbol | None]:
    """The call that made what a symbol stands for, and the module in which it is written."""
    facts = project.modules.get(module)
    if called_by(symbol) is not None or facts is None:
        return module, symbol
    place = follow(project, dotted_symbol(facts, symbol))
    owner, name = Resolver(project).locate(place)
    return (owner.name, owner.bindings.get(name)) if owner is not None else (module, None)


def _in_fields(project: Project, resolver: Resolver, name: str, attribute: str) -> Iterator[str]:
    """What a class, or the next of its bases that says so, binds the attribute to."""
    for owner, path in resolver.lineage(name):
        summary = project.modules[owner].classes.get(path) if owner else None
        for field in summary.fields if summary is not None else ():
            model = resolver.resolve(owner, field.symbol) if field.name == attribute else None
            if model is not None and model.kind == "class" and model.internal:
                yield model.name
                return


MODELS_BEHIND = Question(models_behind)
MODELS_HANDED = Question(models_handed)
