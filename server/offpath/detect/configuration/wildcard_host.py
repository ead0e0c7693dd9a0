"""Whom a server answers: any host name, any network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words.network import ALL_INTERFACES
from offpath.detect.configuration.debug_mode_enabled import chosen_by_environment, debug_switches
from offpath.facts.routes.django_settings import CHECKS_HOSTS, IS_DJANGO_SETTINGS, SET_ANEW
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold, is_constant
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class OpenHost:
    """One place."""

    node: t.Node
    kind: str
    """`hosts` (any name) or `interfaces` (all of them, with debugging on)."""


def open_hosts(facts: UnitFacts) -> Iterator[OpenHost]:
    """Every such place of a unit that production runs."""
    for assign in facts.nodes(t.Assign):
        if _names_any(facts, assign) and _always_runs(facts, assign):
            if facts.asking.ask(IS_DJANGO_SETTINGS, facts.module):
                if not facts.asking.ask(SET_ANEW, facts.module, "ALLOWED_HOSTS") and not facts.asking.ask(CHECKS_HOSTS):
                    yield OpenHost(assign, "hosts")
    for switch in debug_switches(facts):
        host = switch.call.keyword("host") or switch.call.keyword("address") if switch.call is not None else None
        if host is None or switch.call is None or switch.reloads:
            continue
        folded = fold(facts, host)
        if folded is not None and folded.value in ALL_INTERFACES:
            yield OpenHost(switch.call, "interfaces")


def _always_runs(facts: UnitFacts, assign: t.Assign) -> bool:
    """Whether a module's statement runs wherever the module is loaded."""
    outer = assign.parent
    while isinstance(outer, t.If):
        outer = outer.parent
    return isinstance(outer, t.Tree) and not chosen_by_environment(facts, assign)


def _names_any(facts: UnitFacts, assign: t.Assign) -> bool:
    is_setting = any(isinstance(target, t.Name) and target.id == "ALLOWED_HOSTS" for target in assign.targets)
    value = assign.value
    return is_setting and isinstance(value, (t.List, t.Tuple)) and any(is_constant(facts, e, "*") for e in value.elts)
