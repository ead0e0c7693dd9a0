"""How deep code may nest, counted in the text: the same whatever the caller's stack, the same tree on every way to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.syntax import lower, lower_expressions
from offpath.syntax import tree as t
from offpath.syntax.nesting import LONGEST_CHAIN, MOST_BLOCKS, MOST_BRACKETS, TooDeep
from offpath.syntax.parse import parse_unit
from offpath.syntax.structure import Structure
from offpath.text.document import Document
from support.nesting import NESTED, blocks, hostile

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures").rglob("*.py"))


def _written(tree: t.Tree) -> list[tuple[object, ...]]:
    return [
        (
            type(node),
            node.start,
            node.end,
            type(node.parent),
            *(repr(getattr(node, name)) for name in node.__slots__ if name not in node.child_fields),
        )
        for node in tree.walk()
    ]


@pytest.mark.parametrize("deepest", [1, 2, 3])
def test_from_the_inside_out_is_the_same_tree(deepest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in FIXTURES[deepest::60]:
        text = path.read_text(encoding="utf-8")
        expected = _written(parse_unit(text).tree)
        with monkeypatch.context() as patched:
            patched.setattr(lower_expressions, "_DEEPEST", deepest)
            patched.setattr(lower, "_DEEPEST_BLOCK", deepest)
            assert _written(parse_unit(text).tree) == expected, path


@pytest.mark.parametrize("count", [500, 5000])
@pytest.mark.parametrize("shape", NESTED)
def test_what_nests_too_deeply_is_refused(shape: str, count: int) -> None:
    with pytest.raises(TooDeep):
        parse_unit(hostile(shape, count))


@pytest.mark.parametrize("shape", NESTED)
def test_what_python_allows_is_read(shape: str) -> None:
    assert parse_unit(NESTED[shape](99)).tree.body


def test_the_limit_is_counted_in_the_text() -> None:
    def outcome(depth: int, text: str) -> bool:
        if depth:
            return outcome(depth - 1, text)
        try:
            parse_unit(text)
        except TooDeep:
            return False
        return True

    for shape in ("ifs", "parentheses", "calls"):
        limit = next(n for n in range(1, 400) if not outcome(0, NESTED[shape](n)))
        assert limit > (MOST_BLOCKS if shape == "ifs" else MOST_BRACKETS)
        assert outcome(600, NESTED[shape](limit - 1))
        assert not outcome(600, NESTED[shape](limit))


@pytest.mark.parametrize("text", ["x = a{}\n", "x = a{}.b()\n"])
@pytest.mark.parametrize("link", [" + a", " ** a", " and a", ".b", ".add(c)", "()", "[0]", " if a else b", " < a"])
def test_what_is_only_long_is_read(text: str, link: str) -> None:
    tree = (
        parse_unit(text.format(link * (LONGEST_CHAIN - 200))).tree
        if link != ".add(c)"
        else parse_unit(text.format(link * (LONGEST_CHAIN // 2 - 100))).tree
    )
    assert len(tree.body) == 1


def test_nested_classes_are_cut_as_far_as_code_may_nest() -> None:
    structure = Structure.of(Document.from_text(blocks(3000, "class C{}:") + "def last():\n    pass\n"))
    assert max(len(unit.path) for unit in structure.units) <= MOST_BLOCKS + 1
    assert structure.units[-1].path == ("last",)
