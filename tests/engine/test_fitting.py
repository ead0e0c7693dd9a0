"""Lines that a fix makes too long: broken within their brackets, and only there."""

from __future__ import annotations

import ast

import pytest

from offpath.engine.fixing.fitting import USUAL_WIDTH, fitted, width_of
from offpath.text.span import Edit, Span, apply_edits

CALL = 'return connect(host="db.internal", user="shop", password=word, database="customers")'


def with_replaced(text: str, old: str, new: str) -> str:
    at = text.index(old)
    edits = [Edit(Span(at, at + len(old)), new)]
    return apply_edits(text, fitted(text, edits, lambda: width_of(text)))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_call_is_broken_at_its_commas(end: str) -> None:
    text = f"def f(word):{end}    {CALL}{end}"
    result = with_replaced(text, "password=word", 'password=os.environ["THE_PASSWORD"]')
    assert result.splitlines() == [
        "def f(word):",
        "    return connect(",
        '        host="db.internal",',
        '        user="shop",',
        '        password=os.environ["THE_PASSWORD"],',
        '        database="customers"',
        "    )",
    ]
    assert result.count(end) == 7


def test_lines_with_the_ends_of_old_machines_are_lines() -> None:
    text = 'import a\r"""Doc."""\r# it\'s\rdef f(word):\r    return word\r' * 5
    assert with_replaced(text, "return word", "return word + 1") == text.replace("return word", "return word + 1", 1)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("x = [f(each, 'a, (b') for each in values if each]\n", "values", "values_" * 8),
        ("x = sorted(values, key=lambda a, b: (a, b))\n", "values", "values_" * 9),
        ("x = f({'a': [1, (2, 3)], **rest}, *more)  # why, (x)\n", "rest", "rest_" * 14),
        ("x = a.b(c).d(e, f'{g(1, 2)}, h')[0]\n", "e,", "e + " + "e_" * 30 + ","),
        ("@route('/a', b=1)\nasync def f(): return 1\n", "b=1", "b=1, c=" + "c" * 70),
    ],
)
def test_the_code_means_the_same(text: str, old: str, new: str) -> None:
    result = with_replaced(text, old, new)
    assert ast.dump(ast.parse(result)) == ast.dump(ast.parse(text.replace(old, new)))
    assert max(map(len, result.splitlines())) <= USUAL_WIDTH
    assert "#" not in text or "# why, (x)" in result


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ('x = """\nSELECT count(a, b)\n"""\n', "a, b", "a, " * 40 + "b"),
        (f"wide = '{'w' * 120}'\nx = f(a, b)\n", "b", "b" * 90),
        ("x = 'words'\n", "words", "words " * 20),
    ],
)
def test_what_cannot_or_need_not_be_broken_stays(text: str, old: str, new: str) -> None:
    assert with_replaced(text, old, new) == text.replace(old, new)


def test_other_lines_and_edits_stay_as_they_are() -> None:
    text = f"def f(word):\n    {CALL}\n\n\nx = 1\n"
    at, one = text.index("word,"), text.index("1\n", text.index("x = "))
    edits = fitted(text, [Edit(Span(at, at + 4), "w" * 30), Edit(Span(one, one + 1), "2")], lambda: USUAL_WIDTH)
    assert Edit(Span(one, one + 1), "2") in edits
    assert len(edits) == 2
