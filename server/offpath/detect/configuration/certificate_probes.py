"""Links that only read the other side's certificate: nothing is sent over them, and nothing that they say is believed."""

from __future__ import annotations

from offpath.facts.code.symbols import last_name
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.values import Use, Values
from offpath.syntax import tree as t

_LOOKING = frozenset(
    {
        "getpeercert",
        "cipher",
        "version",
        "get_extra_info",
        "shared_ciphers",
        "get_unverified_chain",
        "get_peer_cert_chain",
    }
)
_TALKING = frozenset(
    {
        "send",
        "sendall",
        "sendfile",
        "sendmsg",
        "write",
        "writelines",
        "read",
        "readline",
        "recv",
        "request",
        "getresponse",
        "makefile",
        "drain",
    }
)
_LINKING = frozenset({"wrap_socket", "wrap_bio", "open_connection", "create_connection"})


def is_probe(facts: UnitFacts, node: t.Node) -> bool:
    """Whether the context that an assignment loosens serves links alone whose certificate is looked at, in the function where it is made."""
    made = node.parent if isinstance(node, t.Call) else node
    target = made.targets[0] if isinstance(made, t.Assign) else None
    holder = target.value if isinstance(target, t.Attribute) else target
    function = facts.function_of(node)
    if not isinstance(holder, t.Name) or function is None:
        return False
    flow = facts.reading.symbols.flow_at(holder)
    definitions = flow.by_node.get(holder, ()) if made is not node else facts.definitions(holder)
    if not definitions or any(each.kind != "assign" for each in definitions):
        return False
    values = Values(facts.reading.symbols)
    uses = [use for each in definitions for use in values.uses_of(each)]
    return all(_only_links(use) for use in uses) and _only_looks(function)


def _only_links(use: Use) -> bool:
    """Whether a use of a context loosens it further, or opens a link with it; what a link gives is judged by what is called."""
    if use.derived or use.kind == "mutated":
        return True
    return (
        use.kind in ("receiver", "argument") and isinstance(use.node, t.Call) and last_name(use.node.func) in _LINKING
    )


def _only_looks(function: FunctionFacts) -> bool:
    """Whether a function looks at a certificate, and neither says nor hears anything over a link."""
    called = {last_name(call.func) for call in function.calls}
    return not called.isdisjoint(_LOOKING) and called.isdisjoint(_TALKING)
