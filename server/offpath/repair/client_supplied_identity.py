"""Repairs of identities that the client says itself: the verified caller in their place, where the project knows one."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.detect.access_control.client_supplied_identity import BelievedClaim
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Sources, sources_of
from offpath.facts.identity.spellings import CALLER_DEPENDENCIES, CallerDependency
from offpath.facts.project.names import GLOBAL_NAMES
from offpath.facts.unit import FunctionFacts
from offpath.repair.caller_text import caller_text
from offpath.repair.edits import replacement
from offpath.repair.placing import Repair
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

TITLE = "Use the verified caller"
_CONVERTING = ("int", "str", "UUID")


def repair_claim(believed: BelievedClaim) -> Repair | None:
    """The read of the client's value replaced; None for roles, hooks and helpers, and where nobody is verified."""
    read = believed.source.node
    function = believed.function
    sources = sources_of(function)
    if believed.is_role or believed.purpose == "identity" or sources.route is None:
        return None
    column = believed.source.name.lower().replace("-", "_").removeprefix("x_").removeprefix("http_x_")
    if isinstance(read, t.Param):
        return _without(function, sources, read, column) or _injected(function, read, column)
    if not isinstance(read, t.Expr):
        return None
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


# -- parameters that a framework fills with what the client says


def _without(function: FunctionFacts, sources: Sources, param: t.Param, column: str) -> Repair | None:
    """The parameter taken out, where another one holds the verified caller."""
    caller = caller_text(function, sources, column, wants_object=False, before=param.start, verified=True)
    others = [each for each in function.params if each is not param]
    if caller is None or not any(
        caller.text == p.name or caller.text.startswith((f"{p.name}.", f"{p.name}[")) for p in others
    ):
        return None
    following = next((each for each in function.params if each.start > param.end), None)
    before = next((each for each in reversed(function.params) if each.end < param.start), None)
    if following is not None:
        gone = Span(param.start, following.start)
    elif before is not None:
        gone = Span(before.end, param.end)
    else:
        return None
    return Repair(TITLE, (Edit(gone, ""), *_replaced(function, param, caller.text)), caller.imports)


def _injected(function: FunctionFacts, param: t.Param, column: str) -> Repair | None:
    """The parameter made the dependency by which other handlers of the project get their caller."""
    facts = function.unit
    known: tuple[CallerDependency, ...] = facts.asking.ask(CALLER_DEPENDENCIES)
    later = [p for p in function.params if p.start > param.end and p.kind == "positional"]
    taken = {p.name for p in function.params} | {d.name for d in function.flow.definitions}
    for each in sorted(known, key=lambda each: each.module != facts.module):
        if (
            each.name in taken
            or any(p.default is None for p in later)
            or param.kind not in ("positional", "keyword-only")
        ):
            continue
        value = each.name if each.is_identifier else f"{each.name}.{_member(each.name, column)}"
        imports = () if each.function in facts.asking.ask(GLOBAL_NAMES, facts.module) else (each.imported,)
        if each.module == facts.module:
            imports = ()
        return Repair(
            TITLE,
            (replacement(param, f"{each.name}=Depends({each.function})"), *_replaced(function, param, value)),
            ("from fastapi import Depends", *imports),
        )
    return None


def _member(name: str, column: str) -> str:
    stem = column.removesuffix("_id")
    return (
        "id"
        if stem in ("user", "owner", "author", "customer", "member", "caller", "account") or stem in words(name)
        else column
    )


def _replaced(function: FunctionFacts, param: t.Param, text: str) -> list[Edit]:
    uses = [read for d in function.flow.definitions if d.node is param for read in d.uses]
    return [replacement(_converted(read), text) for read in uses]
