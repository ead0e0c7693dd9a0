"""What a rollback would undo beside what failed."""

from __future__ import annotations

from offpath.detect.error_handling.unrolled_transaction import OpenTransaction
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import reaches_end, try_of
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t

_ENDING = ("commit", "rollback")


def loses_earlier_changes(function: FunctionFacts, found: OpenTransaction) -> bool:
    """Whether changes from before the `try` wait in the same session for what is committed behind it."""
    statement = try_of(found.handler)
    if not _is_committed_behind(function, found, statement):
        return False
    if _waits_for_end_of_loop(function, found, statement):
        return True
    if not reaches_end(found.handler.body):
        return False
    ended = [c.end for c in _ends(function, found) if c.end <= statement.start and _is_always_run(c, statement)]
    since = max(ended, default=0)
    return any(since <= at < statement.start for at in _changes(function))


def _waits_for_end_of_loop(function: FunctionFacts, found: OpenTransaction, statement: t.Try) -> bool:
    """Whether what earlier turns of a loop have changed is committed behind the loop alone."""
    loop = next((each for each in statement.ancestors() if isinstance(each, (t.For, t.While, t.FunctionDef))), None)
    if not isinstance(loop, (t.For, t.While)) or isinstance(found.handler.body[-1], (t.Return, t.Raise, t.Break)):
        return False
    commits = [c for c in _ends(function, found) if last_name(c.func) == "commit"]
    if any(loop.start <= c.start < loop.end for c in commits):
        return False
    return any(loop.start <= at < loop.end for at in _changes(function))


def _ends(function: FunctionFacts, found: OpenTransaction) -> list[t.Call]:
    return [
        call
        for call in function.calls
        if isinstance(call.func, t.Attribute)
        and call.func.attr in _ENDING
        and function.unit.text(call.func.value) == found.owner
    ]


def _is_committed_behind(function: FunctionFacts, found: OpenTransaction, statement: t.Try) -> bool:
    return any(last_name(c.func) == "commit" and c.start >= statement.end for c in _ends(function, found))


def _is_always_run(call: t.Call, statement: t.Try) -> bool:
    """Whether whoever gets to a `try` came by a call: it stands in a block around it."""
    around = {id(each) for each in statement.ancestors()}
    return not any(
        isinstance(outer, (t.If, t.For, t.While, t.ExceptHandler, t.FunctionDef)) and id(outer) not in around
        for outer in call.ancestors()
    )


def _changes(function: FunctionFacts) -> list[int]:
    """Where a function writes, or sets a field of what may be a record."""
    written = [access.call.start for access in accesses_in(function) if access.writes]
    targets = [
        target
        for each in function.own_nodes(t.Assign, t.AugAssign)
        for target in (each.targets if isinstance(each, t.Assign) else [each.target])  # type: ignore[attr-defined]
    ]
    return [*written, *(each.start for each in targets if isinstance(each, t.Attribute) and _root(each) != "self")]


def _root(node: t.Expr) -> str:
    while isinstance(node, t.Attribute):
        node = node.value
    return node.id if isinstance(node, t.Name) else ""
