"""Repairs of identities that the client says itself: the verified caller in their place, where the project knows one."""

from __future__ import annotations

from offpath.facts.edits import replacement
from offpath.facts.identity.caller_text import caller_text
from offpath.facts.identity.claims import BelievedClaim
from offpath.facts.identity.sources import Sources
from offpath.facts.symbols import last_name
from offpath.facts.updates.placing import Repair
from offpath.syntax import tree as t

TITLE = "Use the verified caller"
_CONVERTING = ("int", "str", "UUID")


def repair_claim(believed: BelievedClaim) -> Repair | None:
    """The read of the client's value replaced; None for roles, parameters, hooks and helpers, and where nobody is verified."""
    read = believed.source.node
    if believed.is_role or believed.purpose == "identity" or not isinstance(read, t.Expr):
        return None
    function = believed.function
    sources = Sources(function)
    if sources.route is None:
        return None
    column = believed.source.name.lower().replace("-", "_").removeprefix("x_").removeprefix("http_x_")
    caller = caller_text(function, sources, column, wants_object=False, before=read.start, verified=True)
    if caller is None:
        return None
    return Repair(TITLE, (replacement(_converted(read), caller.text),), caller.imports)


def _converted(read: t.Expr) -> t.Expr:
    """`int(request.headers["X-User-Id"])` as a whole."""
    outer = read.parent
    if (
        isinstance(outer, t.Call)
        and outer.args == [read]
        and not outer.keywords
        and last_name(outer.func) in _CONVERTING
    ):
        return outer
    return read
