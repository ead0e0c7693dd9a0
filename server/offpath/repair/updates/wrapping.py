"""Statements put under a header, one step deeper: a `with` around everything from one statement to another."""

from __future__ import annotations

from offpath.facts.unit import FunctionFacts
from offpath.repair.edits import indent_unit, indentation, line_end
from offpath.repair.placing import whole_line
from offpath.syntax import tree as t
from offpath.text.span import Edit


def put_under(function: FunctionFacts, first: t.Stmt, last: t.Stmt, header: str) -> tuple[Edit, ...] | None:
    """The edits; None where a string spans lines, for its text would change."""
    facts = function.unit
    text = facts.reading.text
    start, end = whole_line(facts, first), whole_line(facts, last)
    if start is None or end is None or _has_long_string(function, start.start, end.end):
        return None
    indent, step = indentation(facts, first), indent_unit(facts)
    lines = text[start.start : end.end].splitlines(keepends=True)
    edits = [Edit.insert(start.start, f"{indent}{header}{line_end(facts)}{step}")]
    at = start.start + len(lines[0])
    for line in lines[1:]:
        if line.strip():
            edits.append(Edit.insert(at, step))
        at += len(line)
    return tuple(edits)


def _has_long_string(function: FunctionFacts, start: int, end: int) -> bool:
    text = function.unit.reading.text
    return any(
        isinstance(n, (t.Constant, t.JoinedStr)) and start <= n.start < end and "\n" in text[n.start : n.end]
        for n in function.own_nodes(t.Constant, t.JoinedStr)
    )


def shared_block(first: t.Node, second: t.Node) -> tuple[t.Stmt, t.Stmt] | None:
    """The statements of one block that hold two nodes: the innermost block in which both stand."""
    around = [first, *first.ancestors()]
    child: t.Node = second
    for outer in second.ancestors():
        if outer in around:
            mine = around[around.index(outer) - 1]
            for name in ("body", "orelse", "finalbody"):
                block = getattr(outer, name, None)
                if isinstance(block, list) and mine in block and child in block:
                    return mine, child  # type: ignore[return-value]
            return None
        child = outer
    return None
