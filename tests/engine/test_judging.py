"""The judge of fixes reads the part of a long unit that edits stand in, and says of it what it would say of the whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.engine.fixing import judging
from offpath.engine.fixing.judging import parses, unit_parses
from offpath.syntax.structure import Unit
from offpath.text.span import Edit, OverlappingEdits, Span, apply_edits
from support.checking import units_of
from support.growing import LENGTHS

CODE = '''\
@app.route("/x")
def outer(a, b=(1,
                2)):
    """Text
that goes on."""
    # a comment
    if a: return 1; b = 2
    if a:
        b = """one
two"""; c = 3
    elif b:
        # nothing
        c = 1
    else:
        try:
            a()
        except ValueError:
            pass
        finally:
            b = \\
                2
    # between

    @mark
    async def inner(self):
        for each in self:
            yield each  # done
        else:
            return
        while True:
            break

    class C:
        x = 1

    match a:
        case [1, b]:
            return b
    return inner
'''
PIECES = ("", " ", "    ", "\n", "\n    ", "\n        x = 1\n", ")", "(", "'''", '"', "#", "x", "pass", "else:\n", "return", "\\", ";", "    x = 1\n",
          "# c\n", "if x:\n", "\r", "yield", "@")  # fmt: skip
UNITS = [
    units_of(CODE)[0],
    units_of(
        "class K:\n" + "".join("    " + line if line.strip() else line for line in CODE.splitlines(keepends=True))
    )[-1],
]


def _whole(unit: Unit, edits: list[Edit]) -> bool:
    try:
        return parses(unit.prefix + apply_edits(unit.text, edits) + unit.suffix)
    except (OverlappingEdits, ValueError):
        return False


@settings(max_examples=250, deadline=None)
@given(
    unit=st.sampled_from(UNITS),
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=2),
)
def test_a_part_is_judged_as_the_whole_would_be(unit: Unit, places: list[tuple[float, int, str]]) -> None:
    edits = []
    for place, length, text in places:
        start = int(place * len(unit.text))
        edits.append(Edit(Span(start, min(start + length, len(unit.text))), text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "_SHORT", 0)
        judged = unit_parses(unit, edits)
    assert judged <= _whole(unit, edits)


def test_whole_statements_are_judged_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    [unit] = units_of(CODE)
    monkeypatch.setattr(judging, "_SHORT", 0)
    for old, new, sound in [
        ("yield each", "yield each.x", True),
        ("yield each", "yield each.", False),
        ("            return\n", "            raise\n", True),
        ("            return\n", "        raise\n", False),
        ("            pass\n", "", False),
        ("x = 1", "x = 1\n        y = 2", True),
        ("        c = 1", "c = 1", False),
    ]:
        start = unit.text.rindex(old)
        edits = [Edit(Span(start, start + len(old)), new)]
        assert unit_parses(unit, edits) == sound == _whole(unit, edits), (old, new)


def test_a_long_unit_is_read_once_for_all_its_fixes(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = units_of(LENGTHS["handlers in a factory"](30))[-1]
    read = []
    parsed = judging._parsed
    monkeypatch.setattr(judging, "_parsed", lambda text: read.append(len(text)) or parsed(text))
    parses.cache_clear()
    for at in range(0, len(unit.text), 997):
        start = unit.text.find("pass", at)
        if start >= 0:
            assert unit_parses(unit, [Edit(Span(start, start + 4), "raise")])
    assert sum(length > len(unit.text) // 2 for length in read) == 1
