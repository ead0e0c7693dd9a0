"""The name of an exception that nothing reads once a branch is mended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span


def without_unread_name(facts: UnitFacts, handler: t.ExceptHandler | None, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits, and one that takes `as error` away where only what they replace read it."""
    if handler is None or handler.name is None or handler.type is None:
        return tuple(edits)
    read = [n for each in handler.body for n in each.walk() if isinstance(n, t.Name) and n.id == handler.name]
    replaced = [each for each in edits if each.span.start < each.span.end]
    if not read or any(not any(e.span.start <= n.start and n.end <= e.span.end for e in replaced) for n in read):
        return tuple(edits)
    if any(re.search(rf"\b{handler.name}\b", each.new_text) for each in edits):
        return tuple(edits)
    found = re.compile(rf"\)?(?P<said>[ \t]+as[ \t]+{handler.name})[ \t]*:").match(facts.reading.text, handler.type.end)
    if found is None:
        return tuple(edits)
    return (*edits, Edit(Span(found.start("said"), found.end("said")), ""))
