"""What of a call's result a function answers in its turn."""

from __future__ import annotations

from collections.abc import Iterable

from offpath.catalogue.words import answers, outcomes
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t
from offpath.syntax.nodes import Nodes

WHOLE = -1


class Answered:
    """The names that a function's answers hold: what it returns, shows to whoever waits, or raises as an answer."""

    def __init__(self, own: Nodes) -> None:
        self._names: set[str] = set()
        for node in own.of(t.Return, t.Yield, t.Raise, t.ExprStmt):
            for answer in _answers(node):
                self._names.update(each.id for each in answer.walk() if isinstance(each, t.Name))

    def of(self, call: t.Call) -> tuple[int, ...]:
        """The positions of a call's result that are answered; `WHOLE` for all of it."""
        outer = call.parent
        while isinstance(outer, (t.Await, t.Starred)):
            outer = outer.parent
        if isinstance(outer, t.Assign):
            return tuple(position for target in outer.targets for position in self._positions(target))
        return (WHOLE,) if self._is_inside(call) else ()

    def _positions(self, target: t.Expr) -> Iterable[int]:
        if isinstance(target, t.Name):
            return (WHOLE,) if target.id in self._names else ()
        parts = target.elts if isinstance(target, (t.Tuple, t.List)) else []
        return [number for number, each in enumerate(parts) if isinstance(each, t.Name) and each.id in self._names]

    def _is_inside(self, call: t.Call) -> bool:
        statement: t.Node | None = call
        while statement is not None and not isinstance(statement, (t.Stmt, t.Yield, t.Lambda)):
            statement = statement.parent
        return isinstance(statement, (t.Return, t.Yield))


def _answers(node: t.Node) -> Iterable[t.Expr]:
    """What a statement hands to whoever asked: `return`, `yield`, `flash(…)`, `messages.error(…)`, `raise HTTPException(…)`."""
    if isinstance(node, (t.Return, t.Yield)):
        return () if node.value is None else (node.value,)
    call = node.exc if isinstance(node, t.Raise) else node.value if isinstance(node, t.ExprStmt) else None
    if isinstance(call, t.Await):
        call = call.value
    if not isinstance(call, t.Call) or not _tells(call, isinstance(node, t.Raise)):
        return ()
    return (*call.args, *(each.value for each in call.keywords))


def _tells(call: t.Call, is_raised: bool) -> bool:
    name = last_name(call.func)
    if is_raised:
        return name in answers.ANSWERING_EXCEPTIONS
    receiver = last_name(call.func.value) if isinstance(call.func, t.Attribute) else ""
    is_shown = receiver in outcomes.TELLING_OBJECTS and name in outcomes.TOLD_BY_METHOD
    return is_shown or name in outcomes.TELLING_PEOPLE or name in answers.ANSWERING_CALLS
