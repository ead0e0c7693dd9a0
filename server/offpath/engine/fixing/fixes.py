"""From a fix to edits of the whole document: placed, completed by imports, checked, applied until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offpath.engine.fixing.bindings import is_hidden, mentions
from offpath.engine.fixing.fitting import fitted, width_of
from offpath.engine.fixing.imports import ImportClash, head_of, import_edits, wanted_by
from offpath.engine.fixing.judging import parses, unit_parses
from offpath.engine.fixing.mentions import are_free
from offpath.engine.fixing.spelling import in_words_of
from offpath.engine.reporting.located import LocatedFinding, position_in
from offpath.rules.base import Fix
from offpath.syntax.parse import parse_unit
from offpath.text.document import Document
from offpath.text.positions import Position
from offpath.text.span import Edit, OverlappingEdits, Span, apply_edits

if TYPE_CHECKING:
    from offpath.syntax.structure import Unit

_MAX_ROUNDS = 10

Allowed = Callable[[Fix], bool]
"""Which fixes may be applied."""

Analyse = Callable[[Document], Iterable[LocatedFinding]]
"""Finds what is wrong in a text; called again after each round of fixes."""


def edits_of(document: Document, unit: Unit, fix: Fix) -> tuple[Edit, ...] | None:
    """The edits that a fix makes to the document, its imports included; None when the result would not be sound."""
    return exact_edits_of(document, unit, _written(document, unit, fix))


def exact_edits_of(document: Document, unit: Unit, fix: Fix) -> tuple[Edit, ...] | None:
    """As `edits_of`, but no line is broken, however long it gets: a comment counts for the line that it stands on."""
    edits = fix.edits
    if not unit_parses(unit, edits) or not are_free(document.text, fix.new_globals):
        return None
    if _hides(unit, fix):
        return None
    placed = [_placed(document, unit, edit) for edit in edits]
    known = [edit for edit in placed if edit is not None]
    if len(known) != len(placed):
        return None
    return _with_imports(document.text, known, fix.imports, _start_of(known))


def apply_fixes(text: str, allowed: Allowed, analyse: Analyse) -> str:
    """``text`` with the first allowed fix of each finding applied, and again, until nothing changes.

    Raises `NeverEnds` when fixes keep calling for fixes: each of them may double the text, so few rounds are allowed.
    """
    for _ in range(_MAX_ROUNDS):
        document = Document.from_text(text)
        fixed = _one_round(document, allowed, analyse(document))
        if fixed == text:
            return text
        text = fixed
    raise NeverEnds(f"fixes still change the text after {_MAX_ROUNDS} rounds")


class NeverEnds(Exception):
    """Fixes lead to findings whose fixes lead to findings, without end."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    unit: Unit
    fix: Fix
    placed: tuple[Edit, ...]


def _one_round(document: Document, allowed: Allowed, findings: Iterable[LocatedFinding]) -> str:
    chosen: list[_Chosen] = []
    for located in findings:
        fix = next((each for each in located.finding.fixes if allowed(each)), None)
        if fix is None or edits_of(document, located.unit, fix) is None:
            continue
        fix = _written(document, located.unit, fix)
        placed = tuple(filter(None, (_placed(document, located.unit, edit) for edit in fix.edits)))
        if not any(_collide(mine, other) for mine in placed for each in chosen for other in each.placed):
            chosen.append(_Chosen(located.unit, fix, placed))
    return _applied(document.text, _sound_together(chosen))


def _written(document: Document, unit: Unit, fix: Fix) -> Fix:
    """A fix in the words and within the width of its file."""
    if fix.imports:
        starts = [edit.span.start for each in fix.edits if (edit := _placed(document, unit, each)) is not None]
        fix = in_words_of(document.text, unit, fix, min(starts, default=0))
    return replace(fix, edits=fitted(unit.text, fix.edits, lambda: width_of(document.text)))


def _sound_together(chosen: list[_Chosen]) -> list[_Chosen]:
    """Without those that, with others of their unit, would make text that does not parse."""
    by_unit: dict[int, list[_Chosen]] = {}
    for each in chosen:
        by_unit.setdefault(id(each.unit), []).append(each)
    kept: list[_Chosen] = []
    for group in by_unit.values():
        together = [edit for each in group for edit in each.fix.edits]
        sound = len(group) == 1 or unit_parses(group[0].unit, together)
        kept += group if sound else group[:1]
    return kept


def _applied(text: str, chosen: Sequence[_Chosen]) -> str:
    """All chosen fixes at once; when their imports do not fit together, as many as do."""
    edits: list[Edit] = []
    imports: list[str] = []
    done: tuple[Edit, ...] = ()
    used = len(text)
    for each in chosen:
        first = min(used, _start_of(each.placed)) if each.fix.imports else used
        tried = _with_imports(text, [*edits, *each.placed], [*imports, *each.fix.imports], first)
        if tried is not None:
            edits += each.placed
            imports += each.fix.imports
            done, used = tried, first
    return apply_edits(text, done)


def _with_imports(text: str, edits: Sequence[Edit], imports: Sequence[str], used: int) -> tuple[Edit, ...] | None:
    """The edits with those that import what they need, above the offset at which it is ``used`` first."""
    try:
        together = _joined(import_edits(text, imports, used) if imports else (), edits)
        result = apply_edits(text, together)
    except (ImportClash, OverlappingEdits):
        return None
    if imports and not parses(head_of(result)) and not parses(result):
        return None
    return together


def _start_of(edits: Iterable[Edit]) -> int:
    return min((edit.span.start for edit in edits), default=0)


def _hides(unit: Unit, fix: Fix) -> bool:
    """Whether the unit itself means something else by a name that the fix imports."""
    wanted = [each for each in wanted_by(fix.imports) if mentions(unit.text, each.bound)]
    if not wanted:
        return False
    parsed = parse_unit(unit.text, unit.prefix, unit.suffix)
    return any(is_hidden(parsed, each, edit.span.start) for each in wanted for edit in fix.edits)


def _joined(imports: Sequence[Edit], edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Both; where an import goes in just where an edit inserts (at the start of a file's first statement), as one."""
    found = list(edits)
    for added in imports:
        same = next((each for each in found if each.span == added.span), None)
        if same is None:
            found.append(added)
        else:
            found[found.index(same)] = Edit(added.span, added.new_text + same.new_text)
    return tuple(found)


def _placed(document: Document, unit: Unit, edit: Edit) -> Edit | None:
    """An edit of a unit as an edit of the document; None where other units stand between its ends."""
    start = _offset(document, position_in(unit, edit.span.start))
    length = len(edit.span)
    end = _offset(document, position_in(unit, edit.span.end - 1)) + 1 if length else start
    return Edit(Span(start, end), edit.new_text) if end - start == length else None


def _offset(document: Document, position: Position) -> int:
    """The offset of a position, which may lie in the line's end."""
    return document.offset_at(Position(position.line, 0)) + position.column


def _collide(one: Edit, other: Edit) -> bool:
    if one.span.overlaps(other.span):
        return True
    touching = one.span.start == other.span.start or one.span.end == other.span.end
    return touching and (len(one.span) == 0 or len(other.span) == 0)
