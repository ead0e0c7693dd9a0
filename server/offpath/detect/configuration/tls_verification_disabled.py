"""Connections that do not verify whom they talk to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.catalogue.libraries import tls as catalogue
from offpath.catalogue.libraries import types
from offpath.detect.configuration.operators_choices import is_switched_off_outside
from offpath.facts.code.constants import fold, is_constant
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class Unverified:
    """One place where verification is switched off."""

    node: t.Node
    """What says so: a keyword, a call, an assignment."""
    what: str
    """As written: `verify=False`."""
    call: t.Call | None = None
    """The call of which `node` is an argument."""
    chosen: bool = False
    """Whether somebody outside the code decides it: an operator's setting, a caller's argument."""


def unverified_connections(facts: UnitFacts) -> Iterator[Unverified]:
    """Every such place of a unit."""
    for each in _found(facts):
        yield replace(each, chosen=is_switched_off_outside(facts, each.call or each.node, catalogue.ABOUT_VERIFYING))


def _found(facts: UnitFacts) -> Iterator[Unverified]:
    for call in facts.nodes(t.Call):
        yield from _in_call(facts, call)
    for assign in facts.nodes(t.Assign):
        yield from _in_assignment(facts, assign)


def _in_call(facts: UnitFacts, call: t.Call) -> Iterator[Unverified]:
    wanted = [k for k in call.keywords if k.arg in catalogue.ARGUMENTS]
    if wanted:
        name = facts.callee(call)
        owner, _, member = name.rpartition(".")
        names = (name, *(f"{base}.{member}" for base in types.lineage(owner)))
        for keyword in wanted:
            libraries, values = catalogue.ARGUMENTS[str(keyword.arg)]
            if any(each.startswith(libraries) for each in names) and _is_one_of(facts, keyword.value, values):
                yield Unverified(keyword, facts.text(keyword), call)
    if last_name(call.func) in ("_create_unverified_context", "_create_stdlib_context"):
        if facts.callee(call) in catalogue.UNVERIFIED_CONTEXTS:
            yield Unverified(call, f"{facts.text(call.func)}()")


def _is_one_of(facts: UnitFacts, node: t.Expr, values: tuple[object, ...]) -> bool:
    if "CERT_NONE" in values and last_name(node) == "CERT_NONE":
        return True
    folded = fold(facts, node)
    return folded is not None and any(
        folded.value is each or (isinstance(each, str) and folded.value == each) for each in values
    )


def _in_assignment(facts: UnitFacts, assign: t.Assign) -> Iterator[Unverified]:
    for target in assign.targets:
        if not isinstance(target, t.Attribute):
            continue
        found = facts.resolve(assign.value) if isinstance(assign.value, (t.Name, t.Attribute)) else None
        value = found.name if found is not None else ""
        is_off = is_constant(facts, assign.value, False)
        if (
            (target.attr == "verify_mode" and value == catalogue.CERT_NONE)
            or (target.attr == "check_hostname" and is_off and facts.is_a(target.value, "ssl.SSLContext"))
            or (target.attr == "verify" and is_off and facts.is_a(target.value, *catalogue.SESSIONS))
            or (target.attr == "_create_default_https_context" and value in catalogue.UNVERIFIED_CONTEXTS)
        ):
            yield Unverified(assign, facts.text(assign))
