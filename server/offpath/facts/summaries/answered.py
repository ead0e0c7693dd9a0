"""What of a call's result a function answers in its turn."""

from __future__ import annotations

from collections.abc import Iterable

from offpath.syntax import tree as t

WHOLE = -1


class Answered:
    """The names that a function's answers hold."""

    def __init__(self, body: Iterable[t.Node]) -> None:
        self._names: set[str] = set()
        for node in body:
            if isinstance(node, (t.Return, t.Yield)) and node.value is not None:
                self._names.update(each.id for each in node.value.walk() if isinstance(each, t.Name))

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
