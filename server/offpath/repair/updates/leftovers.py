"""What a repair leaves behind: reads whose result nothing uses any more go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from offpath.facts.flow.flow import Definition
from offpath.facts.stores.chain import stripped
from offpath.facts.updates.rewrites import Rewrite
from offpath.facts.values.same_place import place_of
from offpath.repair.edits import statement_of
from offpath.repair.placing import Repair, removal
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span


def without_dead_read(rewrite: Rewrite, repair: Repair) -> Repair | None:
    """The repair with the read taken out, where nothing else uses it; None where it would be left dead in its place."""
    if rewrite.read.through or rewrite.read.operation != "read" or not rewrite.read.results:
        return repair
    statements = _statements(rewrite)
    bound = [d for statement in statements for d in _bound(rewrite, statement)]
    if not bound or not all(_is_gone(repair.edits, use) for d in bound for use in d.uses):
        return repair
    gone = [removal(rewrite.function.unit, statement) for statement in statements]
    if any(each is None for each in gone) or any(_is_alone(s) for s in statements):
        return None
    edits = [each for each in gone if each is not None and not _covered(repair.edits, each.span)]
    return replace(repair, edits=(*repair.edits, *edits))


def keeps_old_value(rewrite: Rewrite, repair: Repair) -> bool:
    """Whether what was read of the record before goes on to something else: `number = company.next; company.next += 1; return number`.

    Two callers would still have the same number, however the counter is written.
    """
    changed = {place_of(target) for each in rewrite.changes for target in _targets(each.node)} - {""}
    return any(
        definition.kind == "assign"
        and definition.value is not None
        and definition.value.end <= rewrite.at.start
        and any(use.start > rewrite.at.end and not _is_gone(repair.edits, use) for use in definition.uses)
        and not changed.isdisjoint(map(place_of, _read_in(definition.value)))
        for definition in rewrite.function.flow.definitions
    )


def _targets(node: t.Node) -> list[t.Expr]:
    if isinstance(node, t.Assign):
        return node.targets
    return [node.target] if isinstance(node, (t.AugAssign, t.AnnAssign)) else []


def _read_in(value: t.Expr) -> list[t.Expr]:
    return [each for each in value.walk() if isinstance(each, (t.Attribute, t.Subscript))]


def _statements(rewrite: Rewrite) -> list[t.Stmt]:
    """The statements that execute and fetch."""
    found: list[t.Stmt] = []
    for node in (rewrite.read.call, *(stripped(r) for r in rewrite.read.results)):
        statement = statement_of(node)
        if statement not in found:
            found.append(statement)
    return found if all(isinstance(s, (t.Assign, t.AnnAssign, t.ExprStmt)) for s in found) else []


def _bound(rewrite: Rewrite, statement: t.Stmt) -> list[Definition]:
    return [
        d
        for d in rewrite.function.flow.definitions
        if d.kind == "assign" and statement.start <= d.node.start < d.node.end <= statement.end
    ]


def _is_gone(edits: Sequence[Edit], use: t.Name) -> bool:
    """Whether an edit takes a use away, with nothing of its name in what comes instead."""
    return any(e.span.start <= use.start and use.end <= e.span.end and use.id not in _words(e.new_text) for e in edits)


def _words(text: str) -> set[str]:
    return set("".join(c if c.isalnum() or c == "_" else " " for c in text).split())


def _covered(edits: Sequence[Edit], span: Span) -> bool:
    return any(e.span.contains(span) for e in edits)


def _is_alone(statement: t.Stmt) -> bool:
    body = getattr(statement.parent, "body", None)
    return isinstance(body, list) and body == [statement]
