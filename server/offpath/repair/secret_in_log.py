"""How a secret is left out of what is written down: the value goes, and the words that only led to it."""

from __future__ import annotations

import re

from offpath.catalogue.words.private import SECRET_WORDS
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import has_comment
from offpath.repair.error_detail_leak import DANGLING
from offpath.repair.removing import remove_argument
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_KEY = re.compile(r"(?:^|(?<=[\s,;(\[{]))[\w.-]+[ ]?[=:][ ]?['\"]?$")
"""The key of a pair, at the end of what stands before its value: `password=`."""

_PERCENT = re.compile(r"%(?:%|[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[sdrifxXeEgGca])")
_BRACES = re.compile(r"\{\{|\}\}|\{(?:![rsa])?(?::[^{}]*)?\}")
_OPENING = re.compile(r"[A-Za-z]*(\"\"\"|'''|\"|')")
_LINKING = frozenset({*DANGLING, "is", "was", "are", "and", "or", "equals", "becomes"})


def left_out(facts: UnitFacts, call: t.Call, node: t.Expr) -> tuple[Edit, ...] | None:
    """The edits that take a value out of a log call; None: nothing would be said without it, or its place cannot be told.

    A text that is put together elsewhere is not touched: what else it is for may need the secret.
    """
    if call not in node.ancestors():
        return None
    if isinstance(node.parent, t.FormattedValue):
        return _of_template(facts, node.parent)
    if isinstance(node.parent, t.DictItem):
        return _of_item(facts, call, node.parent)
    if isinstance(node.parent, t.Keyword) and node.parent in call.keywords:
        return (remove_argument(facts, call, node.parent),) if call.args else None
    if node not in call.args or has_comment(facts, call):
        return None
    return _of_argument(facts, call, node)


def without_clause(before: str, after: str) -> tuple[str, str]:
    """What stands before and behind a value, without the words that led to it.

    >>> without_clause("login user=%s password=", " from=%s")
    ('login user=%s', ' from=%s')
    >>> without_clause("connecting to %s with ", "")
    ('connecting to %s', '')
    >>> without_clause("%s signs in with password ", " from %s")
    ('%s signs in', ' from %s')
    """
    after = re.sub(r"^['\")\]]+", "", after) if re.search(r"['\"(\[]$", before) else after
    is_last = not after.strip(" .!")
    key = _KEY.search(before)
    if key is not None and ("=" in key[0] or not is_last):
        return before[: key.start()].rstrip(" ,;"), after
    kept = before.rstrip(" :=,;-–—>'\"([")
    spoken = kept.split(" ")
    if not is_last and len(spoken) > 1 and spoken[-1].lower() in SECRET_WORDS and spoken[-2].lower() in _LINKING:
        del spoken[-1]
    while spoken and spoken[-1].lower() in _LINKING and not _belongs_to_verb(spoken):
        del spoken[-1]
    return " ".join(spoken).rstrip(" ,;:"), after


def _belongs_to_verb(spoken: list[str]) -> bool:
    """Whether the last word is half of what somebody does: `signs in`, `logged out`."""
    return spoken[-1].lower() in ("in", "on") and bool(
        re.fullmatch(r"(?i)(?:sign|log)(?:s|ged|ed|ging|ing)?", "".join(spoken[-2:-1]))
    )


def _joined(before: str, after: str) -> str:
    """Both parts as one sentence; empty where nothing is said any more."""
    said = f"{before}{after}" if before else after.lstrip(" ,;:-")
    return said if re.search(r"\w", re.sub(r"%\w|\{[^{}]*\}", "x", said)) else ""


def _is_label_alone(before: str, said: str) -> bool:
    """Whether only what the value was called is left, which tells nothing: `Profile data` of `Profile data: …`."""
    spoken = said.split()
    is_event = any(word.lower().endswith(("ed", "ing", "ful")) for word in spoken)
    return (
        before.rstrip().endswith((":", "=")) and len(spoken) <= _FEW and not is_event and not re.search(r"[%{]", said)
    )


_FEW = 2


def _of_template(facts: UnitFacts, hole: t.FormattedValue) -> tuple[Edit, ...] | None:
    template, text = hole.parent, facts.reading.text
    if not isinstance(template, t.JoinedStr):
        return None
    opening = _OPENING.match(text, template.start)
    if opening is None:
        return None
    start, end = opening.end(), template.end - len(opening[1])
    before, after = text[start : hole.start], text[hole.end : end]
    if opening[1] in before or opening[1] in after:
        return None
    said = _joined(*without_clause(before, after))
    if not said or after[:1].isalnum() or _is_label_alone(before, said):
        return None
    edits = [Edit(Span(start, end), said)]
    if "{" not in said and "}" not in said:
        kept = re.sub("[fF]", "", opening[0].removesuffix(opening[1]))
        edits.insert(0, Edit(Span(template.start, start - len(opening[1])), kept))
    return tuple(edits)


def _of_item(facts: UnitFacts, call: t.Call, item: t.DictItem) -> tuple[Edit, ...] | None:
    display = item.parent
    if not isinstance(display, t.Dict) or has_comment(facts, display):
        return None
    if len(display.items) > 1:
        position = display.items.index(item)
        if position:
            return (Edit(Span(display.items[position - 1].end, item.end), ""),)
        return (Edit(Span(item.start, display.items[1].start), ""),)
    around = display.parent
    is_whole = isinstance(around, t.Keyword) and around in call.keywords and call.args
    return (remove_argument(facts, call, around),) if is_whole and isinstance(around, t.Keyword) else None


def _of_argument(facts: UnitFacts, call: t.Call, node: t.Expr) -> tuple[Edit, ...] | None:
    """A value handed to a format, or one of several that are printed."""
    position = call.args.index(node)
    if not position:
        return None
    said = call.args[0]
    gone = remove_argument(facts, call, node)
    piece = said.pieces[0] if isinstance(said, t.Constant) and len(said.pieces) == 1 else None
    text = facts.reading.text
    if piece is not None:
        template = text[piece.start : piece.end]
        holes = [each for each in _PERCENT.finditer(template) if each[0] != "%%"]
        holes = holes or [each for each in _BRACES.finditer(template) if each[0] not in ("{{", "}}")]
        if len(holes) == len(call.args) - 1:
            hole = holes[position - 1]
            if template[hole.end() :][:1].isalnum():
                return None
            kept = _joined(*without_clause(template[: hole.start()], template[hole.end() :]))
            kept = "" if _is_label_alone(template[: hole.start()], kept) else kept
            return (Edit(Span(piece.start, piece.end), kept), gone) if kept else None
        if holes:
            return None
    before = call.args[position - 1]
    if isinstance(before, t.Constant) and len(before.pieces) == 1:
        led = before.pieces[0]
        kept = without_clause(text[led.start : led.end], "")[0]
        if kept:
            return (Edit(Span(led.start, led.end), kept), gone)
        return (gone, remove_argument(facts, call, before)) if position > 1 else None
    return (gone,)
