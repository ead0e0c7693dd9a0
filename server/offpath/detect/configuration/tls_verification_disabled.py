"""Connections that do not verify whom they talk to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from offpath.catalogue.libraries import tls as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.configuration.certificate_probes import is_probe
from offpath.detect.configuration.operators_choices import is_switched_off_outside
from offpath.facts.code.symbols import last_name
from offpath.facts.running.stages import is_in_development
from offpath.facts.unit import UnitFacts
from offpath.facts.values.arguments import Given, arguments
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Unverified:
    """One place where verification is switched off."""

    node: t.Node
    """What says so: a keyword, a call, an assignment."""
    what: str
    """As written: `verify=False`."""
    call: t.Call | None = None
    """The call of which `node` is an argument."""
    is_spread: bool = False
    """Whether a dictionary that is spread into the call says so."""
    value: t.Expr | None = None
    """What that dictionary holds, where it is written in the unit."""
    chosen: bool = False
    """Whether somebody outside the code decides it: an operator's setting, a caller's argument."""
    probes: bool = False
    """Whether the link only reads the other side's certificate."""


def unverified_connections(facts: UnitFacts) -> Iterator[Unverified]:
    """Every such place of a unit."""
    for each in _found(facts):
        is_chosen = is_switched_off_outside(facts, each.call or each.node, catalogue.ABOUT_VERIFYING)
        is_chosen = is_chosen or _is_kept_as_insecure(each.call or each.node) or is_in_development(facts, each.node)
        yield replace(each, chosen=is_chosen, probes=is_probe(facts, each.node))


def _is_kept_as_insecure(node: t.Node) -> bool:
    """Whether a client is kept under a name that says what it is, beside one that verifies: whoever uses it chooses it."""
    parent = node.parent
    if not isinstance(parent, t.Assign) or parent.value is not node:
        return False
    return any(not _INSECURE.isdisjoint(words(last_name(target))) for target in parent.targets)


_INSECURE = frozenset({"insecure", "unverified", "noverify", "untrusted", "unsafe"})


def _found(facts: UnitFacts) -> Iterator[Unverified]:
    for call in facts.nodes(t.Call):
        yield from _in_call(facts, call)
    for constant in facts.nodes(t.Constant):
        if _in_address(constant):
            yield Unverified(node=constant, what=facts.text(constant))
    for assign in facts.nodes(t.Assign):
        yield from _in_assignment(facts, assign)


def _in_address(node: t.Constant) -> bool:
    """Whether a text adds to an address that the other side is not to be verified: `…?ssl_cert_reqs=none`."""
    text = node.value if isinstance(node.value, str) else ""
    if "=" not in text or isinstance(node.parent, (t.ExprStmt, t.Compare)):
        return False
    return catalogue.IN_ADDRESSES.search(text) is not None and catalogue.LOCAL_ADDRESS.search(text) is None


def _in_call(facts: UnitFacts, call: t.Call) -> Iterator[Unverified]:
    wanted = (
        [(name, each) for name, each in arguments(facts, call).given.items() if name in catalogue.ARGUMENTS]
        if call.keywords
        else []
    )
    if wanted:
        name = facts.callee(call)
        owner, _, member = name.rpartition(".")
        names = (name, *(f"{base}.{member}" for base in facts.asking.catalogue.types.lineage(owner)))
        for argument, given in wanted:
            libraries, values = catalogue.ARGUMENTS[argument]
            if any(each.startswith(libraries) for each in names) and _is_one_of(facts, given, values):
                if given.is_spread:
                    yield Unverified(
                        node=call, what=f"{argument}={_written(facts, given)}", is_spread=True, value=given.value
                    )
                else:
                    yield Unverified(node=given.keyword, what=facts.text(given.keyword), call=call)
    if last_name(call.func) in ("_create_unverified_context", "_create_stdlib_context"):
        if facts.callee(call) in catalogue.UNVERIFIED_CONTEXTS:
            yield Unverified(node=call, what=f"{facts.text(call.func)}()")


def _written(facts: UnitFacts, given: Given) -> str:
    return facts.text(given.value) if given.value is not None else repr(given.folded.value if given.folded else None)


def _is_one_of(facts: UnitFacts, given: Given, values: tuple[object, ...]) -> bool:
    if "CERT_NONE" in values and given.value is not None and last_name(given.value) == "CERT_NONE":
        return True
    folded = given.folded
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
            yield Unverified(node=assign, what=facts.text(assign))
