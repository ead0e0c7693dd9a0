"""Which argument of a call fills which parameter of the function that it calls."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.summaries.contribution import CallSite, Parameter


def parameter_of(parameters: tuple[Parameter, ...], slot: int | str) -> str:
    """The parameter that a call fills by a slot; empty: cannot tell."""
    if isinstance(slot, str):
        return slot
    positional = _positional(parameters)
    return positional[slot] if slot < len(positional) else ""


def slots_of(parameters: tuple[Parameter, ...], name: str) -> frozenset[int | str]:
    """The slots of a call that fill a parameter."""
    return frozenset({name, *(place for place, each in enumerate(_positional(parameters)) if each == name)})


def bound(site: CallSite, parameters: tuple[Parameter, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parameters that a call fills with what comes from its own function's, with those."""
    for each in site.arguments:
        name = parameter_of(parameters, each.slot)
        if name:
            yield name, each.parameters


def _positional(parameters: tuple[Parameter, ...]) -> list[str]:
    """The parameters that are filled by position; the object of a method is none of them."""
    found = [each.name for each in parameters if each.kind in ("positional", "positional-only")]
    return found[1:] if found[:1] in (["self"], ["cls"]) else found
