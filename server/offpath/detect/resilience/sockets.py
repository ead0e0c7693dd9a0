"""Sockets: whether connecting one waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.stores.chain import local_value
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_WAITS_FOR_NOBODY = frozenset({"SOCK_DGRAM", "AF_UNIX"})
"""A datagram socket only notes the address, and the kernel answers for one of this machine (`connect(2)`)."""

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def waits_for_peer(facts: UnitFacts, receiver: t.Expr) -> bool:
    """Whether a socket's `connect` waits until another machine answers; so it is where it cannot be seen how it was made."""
    return not any(_WAITS_FOR_NOBODY & set(_asked_for(facts, made)) for made in _making(facts, receiver))


def is_bound_by_itself(facts: UnitFacts, receiver: t.Expr) -> bool:
    """Whether a socket is told how long to wait."""
    text = facts.text(receiver)
    return any(
        isinstance(other.func, t.Attribute)
        and other.func.attr in ("settimeout", "setblocking")
        and facts.text(other.func.value) == text
        for other in facts.nodes(t.Call)
    )


def is_elsewhere(facts: UnitFacts, address: t.Expr) -> bool:
    """Whether an address is, or may be, that of another machine."""
    written = local_value(facts, address)
    host = written.elts[0] if isinstance(written, t.Tuple) and written.elts else None
    hosts = [fold(facts, each) for each in ((host.body, host.orelse) if isinstance(host, t.IfExp) else (host,))]
    return not any(each is not None and each.value in _THIS_MACHINE for each in hosts)


def _making(facts: UnitFacts, receiver: t.Expr) -> Iterator[t.Call]:
    """The calls that a socket comes from, as far as they stand in the same function."""
    if isinstance(receiver, t.Name):
        made = [each.value for each in facts.definitions(receiver)]
    else:
        kept = facts.text(receiver)
        made = [each.value for each in facts.nodes(t.Assign) if any(facts.text(to) == kept for to in each.targets)]
    yield from (each for each in made if isinstance(each, t.Call))


def _asked_for(facts: UnitFacts, made: t.Call) -> Iterator[str]:
    for value in (*made.args, *(each.value for each in made.keywords)):
        found = facts.resolve(value)
        if found is not None:
            yield found.name.rpartition(".")[2]
