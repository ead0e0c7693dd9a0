"""What a program does for one caller alone: it refuses the next, or does something that is not to be done twice."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.transactions import LASTING, PAYING, READING
from offpath.catalogue.words.amounts import is_scarce
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.conditions import never_comes_back, tests_passed
from offpath.facts.flow.flow import Definition
from offpath.facts.flow.order import can_follow
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import awaited
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_KEEPING = frozenset({"commit", "flush", "save", "refresh"})


def refusal_of(function: FunctionFacts, test: t.Expr, at: t.Node) -> list[t.Stmt]:
    """What is done where a test ends the other way; empty: nothing that ends the way."""
    node = next((each for each in test.ancestors() if isinstance(each, (t.If, t.While, t.Assert))), None)
    if not isinstance(node, t.If):
        return []
    inside = node.body[0].start <= at.start < node.body[-1].end
    other = node.orelse if inside else node.body
    if inside and not other and _ends(function, node.body[-1]):
        other = _behind(node)
    return other if other and _ends(function, other[-1]) else []


def _behind(node: t.If) -> list[t.Stmt]:
    """The statements behind a branch in its own block."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node.parent, name, None)
        if isinstance(block, list) and any(each is node for each in block):
            return block[block.index(node) + 1 :]
    return []


def _ends(function: FunctionFacts, last: t.Stmt) -> bool:
    if isinstance(last, (t.Return, t.Raise, t.Continue)):
        return True
    call = last.value if isinstance(last, t.ExprStmt) else None
    return isinstance(call, t.Call) and never_comes_back(function.unit, call)


def is_failure(function: FunctionFacts, refusal: list[t.Stmt], at: t.Node) -> bool:
    """Whether a refusal says something else than success does."""
    last = refusal[-1] if refusal else None
    if last is None or isinstance(last, t.Continue):
        return False
    if not isinstance(last, t.Return):
        return True
    text = function.unit.text
    said = text(last.value) if last.value is not None else "None"
    answers = {
        text(each.value) if each.value is not None else "None"
        for each in function.returns
        if each is not last and each.start > at.start
    }
    return bool(answers) and said not in answers


def does_beyond(function: FunctionFacts, test: t.Expr, at: t.Node) -> Iterator[t.Call]:
    """The calls that only who passes a test gets to, beside an update, and that somebody else notices or that write other records."""
    others = {
        access.call
        for access in accesses_in(function)
        if access.operation in ("insert", "update", "upsert") and not access.record
    }
    for call in function.calls:
        if call.start < test.end or call is at or at in call.ancestors() or call in at.walk():
            continue
        if not (can_follow(at, call) or can_follow(call, at)):
            continue
        name = last_name(call.func)
        if name in _KEEPING or (call not in others and not _is_noticed(name)):
            continue
        if first_word(name) in _REMOVING and not is_scarce(name):
            continue
        if any(each.test is test for each in tests_passed(function.unit, call)):
            yield call


def _is_noticed(name: str) -> bool:
    """Whether a call of this name is noticed elsewhere: `send_mail`, not `check_email`."""
    return not ((LASTING - READING) | PAYING).isdisjoint(words(name)) and first_word(name) not in _ASKING


_ASKING = frozenset(
    {
        "check",
        "is",
        "has",
        "can",
        "verify",
        "validate",
        "find",
        "get",
        "list",
        "count",
        "build",
        "make",
        "format",
        "render",
        "parse",
    }
)
_REMOVING = frozenset({"remove", "delete", "clear", "unlink", "discard", "invalidate"})
"""First words of calls that may be made twice: what is gone stays gone."""


def is_outcome_read(function: FunctionFacts, write: DataAccess) -> bool:
    """Whether anything asks whether a write has changed a row: its answer, the cursor's number of rows, what it returns."""
    outer = awaited(write.call)
    while isinstance(outer.parent, (t.Attribute, t.Call)) and not isinstance(outer.parent.parent, t.ExprStmt):
        outer = outer.parent
    if not isinstance(outer.parent, (t.ExprStmt, t.Assign, t.AnnAssign)):
        return True
    if any(d.uses for d in _bound_to(function, outer)):
        return True
    return any(
        isinstance(node, t.Attribute) and node.attr in _OUTCOMES and node.start > write.call.start
        for node in function.own_nodes(t.Attribute)
    )


def _bound_to(function: FunctionFacts, value: t.Expr) -> Iterator[Definition]:
    return (each for each in function.flow.definitions if each.value is value)


_OUTCOMES = frozenset({"rowcount", "modified_count", "matched_count", "affected_rows", "statusmessage", "upserted_id"})
"""Attributes that say how many records a write has changed."""
