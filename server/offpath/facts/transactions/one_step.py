"""Whether anybody can come in between a look and what follows from it: handlers of one loop give way at `await` alone."""

from __future__ import annotations

from offpath.facts.running.one_loop import IS_OF_ONE_LOOP
from offpath.facts.running.started import START_OF
from offpath.facts.stores.access import DataAccess
from offpath.facts.unit import FunctionFacts
from offpath.syntax import tree as t


def is_one_step(function: FunctionFacts, look: DataAccess, last: t.Node) -> bool:
    """Whether a program is one loop in one process, which goes on to no other task between a look and what follows from it.

    What is asked through a connection that the function opens by itself is asked as other processes ask.
    """
    ask, first = function.unit.asking.ask, look.call
    if look.store != "sqlalchemy" or _is_opened_here(function, look):
        return False
    if any(isinstance(each, t.FunctionDef) for each in function.node.ancestors()):
        return False
    return ask(IS_OF_ONE_LOOP) and not ask(START_OF, function.qualified_name) and not _gives_way(function, first, last)


def _is_opened_here(function: FunctionFacts, look: DataAccess) -> bool:
    receiver = look.receiver
    return isinstance(receiver, t.Name) and any(
        each.kind != "parameter" and isinstance(each.value, t.Call) for each in function.unit.definitions(receiver)
    )


def _gives_way(function: FunctionFacts, first: t.Node, last: t.Node) -> bool:
    around = {*first.ancestors(), *last.ancestors()}
    for node in function.own_nodes(t.Await, t.Yield, t.With, t.For, t.Comprehension):
        if isinstance(node, (t.With, t.For, t.Comprehension)) and not node.is_async:
            continue
        is_waited_for = node in around and isinstance(node, (t.Await, t.Yield))
        if is_waited_for or (node not in around and node.start < last.end and first.start < node.end):
            return True
    return False
