"""What a fix imports, in the words that its file has for it already: `suppress` under `from contextlib import suppress`, `c.suppress`
under `import contextlib as c`.

A fix says `contextlib.suppress(…)` and `import contextlib`. Where the file imports the same thing otherwise, above the fix and
for good, the names in the new text become the file's, and nothing is imported once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offpath.engine.fixing.bindings import Imported, is_hidden, module_bindings
from offpath.engine.fixing.imports import imports_above, wanted_by
from offpath.rules.base import Fix
from offpath.syntax import tree as t
from offpath.syntax.nesting import TooDeep
from offpath.syntax.parse import ParsedUnit, parse_unit
from offpath.text.span import Edit, OverlappingEdits, Span, apply_edits

if TYPE_CHECKING:
    from offpath.syntax.structure import Unit


def in_words_of(text: str, unit: Unit, fix: Fix, before: int) -> Fix:
    """A fix of a unit as the file that is ``text`` writes it, whose imports above the offset ``before`` count."""
    try:
        present = imports_above(text, before)
        for wanted in wanted_by(fix.imports):
            near = [each for each in present if _may_spell(each, wanted)]
            if wanted in near or not near or not _means_only(text, wanted):
                continue
            edits = _respelled(unit, fix.edits, wanted, [each for each in near if _means_only(text, each)])
            if edits is not None:
                others = tuple(each.statement for each in wanted_by(fix.imports) if each != wanted)
                fix = replace(fix, edits=edits, imports=others)
    except (TooDeep, OverlappingEdits):  # what the imports are added to will not be sound either
        pass
    return fix


def _means_only(text: str, imported: Imported) -> bool:
    """Whether a name means nothing in a file's module but what is imported by it."""
    return all(binding.means(imported) for binding in module_bindings(text, imported.bound))


def _may_spell(present: Imported, wanted: Imported) -> bool:
    """Whether an import may be another way to what is wanted."""
    if present.level or wanted.level:
        return False
    return present.whole in (wanted.whole, wanted.module) or (not wanted.name and present.module == wanted.module)


@dataclass(frozen=True, slots=True)
class _Use:
    """A place of the new text that means something imported: what it means, and its words."""

    whole: str
    start: int
    end: int


def _respelled(
    unit: Unit, edits: Sequence[Edit], wanted: Imported, present: Sequence[Imported]
) -> tuple[Edit, ...] | None:
    """The edits with every use of what is wanted in other words; None where one has none, or the result cannot be read."""
    parsed = parse_unit(apply_edits(unit.text, edits), unit.prefix, unit.suffix)
    old = parse_unit(unit.text, unit.prefix, unit.suffix)
    starts = [edit.span.start for edit in edits]
    if parsed.tree.has_error or _is_hidden(old, wanted, starts):
        return None
    seen = [each for each in present if not _is_hidden(old, each, starts)]
    changes: list[Edit] = []
    places = _places(edits)
    for name in parsed.nodes(t.Name):
        if name.id != wanted.bound or not any(place.contains(Span(name.start, name.end)) for place in places):
            continue
        words = next(_words(name, wanted, seen), None)
        if words is None:
            return None
        changes.append(words)
    return tuple(_changed(edits, places, changes)) if changes else None


def _is_hidden(parsed: ParsedUnit, imported: Imported, offsets: Iterable[int]) -> bool:
    return any(is_hidden(parsed, imported, offset) for offset in offsets)


def _words(name: t.Name, wanted: Imported, seen: Sequence[Imported]) -> Iterator[Edit]:
    """The ways to write what a name begins, the shortest first."""
    for use in reversed(list(_uses(name, wanted))):
        for each in seen:
            if each.whole == use.whole:
                yield Edit(Span(use.start, use.end), _written(each))
    if not wanted.name or isinstance(name.parent, t.Attribute):
        return  # it may be a module, which its package need not know
    for each in seen:
        if each.whole == wanted.module:
            yield Edit(Span(name.start, name.end), f"{_written(each)}.{wanted.name}")


def _written(imported: Imported) -> str:
    """How what is imported is written."""
    return imported.bound if imported.name or imported.asname else imported.module


def _uses(name: t.Name, wanted: Imported) -> Iterator[_Use]:
    """What a name means with more and more of what stands behind it."""
    node: t.Expr = name
    whole = wanted.whole if wanted.name or wanted.asname else wanted.bound
    if whole == wanted.whole:
        yield _Use(whole, name.start, name.end)
    while isinstance(node.parent, t.Attribute) and node.parent.value is node:
        node = node.parent
        whole = f"{whole}.{node.attr}"
        if len(whole) >= len(wanted.whole):
            yield _Use(whole, name.start, node.end)
            if whole != wanted.whole:
                return


def _places(edits: Iterable[Edit]) -> list[Span]:
    """Where the new texts stand when all edits are made, in their order in the text."""
    places = []
    moved = 0
    for edit in _in_order(edits):
        start = edit.span.start + moved
        places.append(Span(start, start + len(edit.new_text)))
        moved += len(edit.new_text) - len(edit.span)
    return places


def _changed(edits: Iterable[Edit], places: Sequence[Span], changes: Iterable[Edit]) -> Iterator[Edit]:
    known = list(changes)
    for edit, place in zip(_in_order(edits), places, strict=True):
        inside = [each.shifted(-place.start) for each in known if place.contains(each.span)]
        yield Edit(edit.span, apply_edits(edit.new_text, inside))


def _in_order(edits: Iterable[Edit]) -> list[Edit]:
    return sorted(edits, key=lambda each: (each.span.start, each.span.end))
