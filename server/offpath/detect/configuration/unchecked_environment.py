"""Environment variables that are first asked for while a request waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.detect.hollow_code.absent_values import is_tested, reads_environment
from offpath.facts.code.except_branches import is_caught
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.routes import HANDLER
from offpath.syntax import tree as t


@dataclass(frozen=True, slots=True, eq=False)
class LateRead:
    """One required variable that a handler reads."""

    node: t.Expr
    key: str


def late_reads(function: FunctionFacts) -> Iterator[LateRead]:
    """Every such read of a handler: `os.environ["X"]`, or `os.getenv("X")` that nothing tests."""
    reads = [*function.own_nodes(t.Subscript, t.Call)]
    found = [each for node in reads for each in [_required(function.unit, node)] if each is not None]
    handler = function.unit.asking.ask(HANDLER, function.qualified_name) if found else None
    if handler is not None and handler.is_unattended:
        yield from found


def _required(facts: UnitFacts, node: t.Expr) -> LateRead | None:
    if isinstance(node, t.Subscript) and isinstance(node.index, t.Constant) and isinstance(node.index.value, str):
        found = facts.resolve(node.value)
        if found is None or found.name != "os.environ" or _is_written(node) or is_caught(node, ("KeyError",)):
            return None
        return LateRead(node, node.index.value)
    if isinstance(node, t.Call) and reads_environment(facts, node) and not is_tested(facts, node):
        return LateRead(node, str(node.args[0].value)) if isinstance(node.args[0], t.Constant) else None
    return None


def _is_written(node: t.Subscript) -> bool:
    parent = node.parent
    return (isinstance(parent, t.Assign) and node in parent.targets) or isinstance(parent, t.Delete)
