"""Who meets a transaction that a branch leaves as its failure left it."""

from __future__ import annotations

from enum import Enum

from offpath.catalogue.libraries import transactions as catalogue
from offpath.detect.error_handling.unrolled_transaction import OpenTransaction
from offpath.facts.failures.except_branches import reaches_end, try_of
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.facts.web.entry_points import ENTRY_POINTS
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    USED_AGAIN = "used again"
    CALLER_GOES_ON = "caller goes on"
    SHARED = "shared session"
    REQUEST_ENDS = "request ends"
    ONLY_HERE = "only here"


def reason_of(function: FunctionFacts, found: OpenTransaction) -> Reason:
    """What a finding rests on."""
    root = _root(found.node)
    if _is_used_again(function, found):
        return Reason.USED_AGAIN
    bound = function.unit.definitions(root) if root is not None else ()
    if any(each.kind == "parameter" for each in bound):
        return Reason.CALLER_GOES_ON
    if bound and all(each.kind == "assign" and _is_made_here(function, each.value) for each in bound):
        return Reason.ONLY_HERE
    return Reason.REQUEST_ENDS if _ends_with_request(function, found.node) else Reason.SHARED


def _root(node: t.Expr) -> t.Name | None:
    while isinstance(node, t.Attribute):
        node = node.value
    return node if isinstance(node, t.Name) else None


def _is_used_again(function: FunctionFacts, found: OpenTransaction) -> bool:
    """Whether the function itself goes on with it: in the branch, in the next turn of a loop, or behind the `try`."""
    statement = try_of(found.handler)
    start, end = found.handler.start, found.handler.end
    uses = [n for n in function.own_nodes(t.Attribute, t.Name) if function.unit.text(n) == found.owner]
    if any(start <= use.start < end for use in uses):
        return True
    last = found.handler.body[-1]
    goes_on = reaches_end(found.handler.body) or isinstance(last, (t.Continue, t.Break))
    if not goes_on:
        return False
    loops = [o for o in statement.ancestors() if isinstance(o, (t.For, t.While))]
    if any(loop.start <= use.start < loop.end for loop in loops for use in uses):
        return not isinstance(last, t.Break) or len(loops) > 1
    return any(use.start >= statement.end for use in uses)


def _is_made_here(function: FunctionFacts, value: t.Expr | None) -> bool:
    """Whether a connection is opened by this call, and kept nowhere else: whoever drops it undoes what was not committed."""
    made = stripped(value) if value is not None else None
    if not isinstance(made, t.Call):
        return False
    target = function.unit.resolve(made.func)
    if target is None or not target.internal:
        return function.unit.callee(made).rpartition(".")[2] in ("connect", "Connection")
    summary = function.unit.summary(target.name)
    if summary is None or target.kind != "function":
        return False
    keeps = any(
        effect.kind in ("attribute", "global", "subscript") and effect.detail in _KEEPERS for effect in summary.effects
    )
    return not keeps and not summary.is_generator and any(site.name == "connect" for site in summary.calls)


_KEEPERS = frozenset({"g", "self", "cls", "app", "current_app", "request", "local", "_local"})
"""What keeps a connection for others."""


def _ends_with_request(function: FunctionFacts, owner: t.Expr) -> bool:
    """Whether the framework gives the session back, rolled back, when the request is answered, and nothing but requests come here."""
    base = owner.value if isinstance(owner, t.Attribute) and owner.attr == "session" else None
    if base is None or not any(
        each in catalogue.ENDED_WITH_REQUEST for each in function.unit.lineage(function.unit.type_of(base))
    ):
        return False
    ask, name = function.unit.asking.ask, function.qualified_name
    return ask(ROUTE, name) is not None or bool(ask(ENTRY_POINTS, name))
