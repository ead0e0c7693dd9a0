"""The tree agrees with Python's own parser where both read the text, and survives what does not parse."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from offpath.syntax import tree as t
from offpath.syntax.nesting import TooDeep
from offpath.syntax.parse import parse_unit

VARIED = '''\
"""Docstring with ümlauts and 😀."""
from __future__ import annotations
import os.path as osp, sys
from ..a import (b as c, d)

X: int = 1_000 + 0x1F

@decorate(level=3)
async def fetch(a, /, b: int = 1, *rest: str, key=None, **options) -> dict[str, list[int]]:
    async with session.get(url, timeout=10) as response, lock:
        rows = [r async for r in response if await check(r)]
    for i, (j, *k) in enumerate(rows):
        if i < 3 <= j != 4 and not k or (n := len(k)) > 2:
            continue
        elif i is not None:
            break
    else:
        total += 1
    try:
        value = {"a": 1, **options, "b": {*rest, 2}}
    except (KeyError, ValueError) as error:
        raise RuntimeError(f"broken {error!r:>{width}} {{x}} {value['a']}") from error
    except Exception:
        pass
    finally:
        del value["a"], rows[1:2, ...]
    match rows:
        case [1, *others] if others:
            return lambda x, *y: (yield)
        case {"k": Point(x=0)} | None:
            return "a" 'b' f"{c}" if rows else ...
        case _:
            return -1
    assert a == b, "message"
    with (open(a) as f, open(b) as g):
        x = y = f.read()[::2]
    global Z; Z = await fetch(*rest, **options)


class Model(Base, metaclass=Meta):
    name: str
    field = Column(String(20), default="é😀")

    def save(self): return self.name
'''


def _spans(text: str, kind: type[ast.AST]) -> list[tuple[int, int]]:
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    module = ast.parse(text)
    inside = {id(n) for j in ast.walk(module) if isinstance(j, ast.JoinedStr) for n in ast.walk(j)}
    return sorted(
        (offset(n.lineno, n.col_offset), offset(n.end_lineno, n.end_col_offset))
        for n in ast.walk(module)
        if isinstance(n, kind) and id(n) not in inside
    )


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (ast.Call, t.Call),
        (ast.Name, t.Name),
        (ast.Attribute, t.Attribute),
        (ast.Subscript, t.Subscript),
        (ast.Compare, t.Compare),
        (ast.BoolOp, t.BoolOp),
        (ast.Dict, t.Dict),
        (ast.Assign, t.Assign),
        (ast.AugAssign, t.AugAssign),
        (ast.AnnAssign, t.AnnAssign),
        (ast.Return, t.Return),
        (ast.If, t.If),
        (ast.Try, t.Try),
        (ast.ExceptHandler, t.ExceptHandler),
        (ast.Match, t.Match),
        (ast.Raise, t.Raise),
        (ast.Await, t.Await),
        (ast.Lambda, t.Lambda),
        (ast.ClassDef, t.ClassDef),
    ],
)
def test_spans_agree_with_pythons_own(theirs: type[ast.AST], ours: type[t.Node]) -> None:
    parsed = parse_unit(VARIED)
    inside = {id(n) for j in parsed.nodes(t.JoinedStr) for n in j.walk()}
    captured = {id(n) for case in parsed.nodes(t.MatchCase) for n in case.captures}
    spans = sorted((n.start, n.end) for n in parsed.nodes(ours) if id(n) not in inside | captured)
    assert spans == _spans(VARIED, theirs)
    assert spans, "the text shows none"


def test_nothing_of_the_varied_text_is_unknown() -> None:
    parsed = parse_unit(VARIED)
    assert not parsed.tree.has_error
    assert parsed.nodes(t.Unknown) == []


def test_parents_lead_to_the_root() -> None:
    parsed = parse_unit(VARIED)
    for node in parsed.tree.walk():
        for child in node.children():
            assert child.parent is node


def test_a_method_is_read_under_its_header_in_its_own_indentation() -> None:
    text = '    def save(self):\n        sql = """\n  UPDATE t\n"""\n        return "é", run(sql)\n'
    parsed = parse_unit(text, prefix="class _:\n")
    [function] = parsed.tree.body
    assert isinstance(function, t.FunctionDef)
    assert text[function.start :].startswith("def save")
    [call] = parsed.nodes(t.Call)
    assert text[call.start : call.end] == "run(sql)"


def test_string_values_and_where_they_were_written() -> None:
    text = "x = 'a\\n' r'\\n' \"\\u00e9\\N{EN DASH}\\x41\\101\"\n"
    parsed = parse_unit(text)
    [constant] = parsed.nodes(t.Constant)
    assert constant.value == "a\n\\né–AA"
    assert [text[p.start : p.end] for p in constant.pieces] == ["a\\n", "\\n", "\\u00e9\\N{EN DASH}\\x41\\101"]


@pytest.mark.parametrize(
    "text",
    [
        "requests.get(\nx = 1\n",
        "def broken(:\n    x = 1\n",
        "if x\n    y = 1\n",
        "x = (1,\n",
        "'''never closed\n",
        "class\n",
        "for in x: pass\n",
        "a = b c d\n",
        "\x00\x01",
        "",
    ],
)
def test_what_does_not_parse_is_left_out(text: str) -> None:
    parsed = parse_unit(text)
    assert parsed.tree.has_error == (text != "")
    assert all(0 <= n.start <= n.end <= len(text) for n in parsed.tree.walk())


def test_a_broken_statement_spares_its_neighbours() -> None:
    parsed = parse_unit("a = f(1)\nb = = 2\nc = g(3)\n")
    names = [c.func.id for c in parsed.nodes(t.Call) if isinstance(c.func, t.Name)]
    assert names == ["f", "g"]
    assert parsed.tree.error_spans


def test_code_nested_too_deeply_is_refused() -> None:
    with pytest.raises(TooDeep):
        parse_unit("x = " + "(" * 5000 + "1" + ")" * 5000 + "\n")


HEADS = (
    "def f():\n", "async def f(a):\n", "class C(B):\n", "if x:\n", "if x:\n    a\nelse:\n", "if x:\n    a\nelif y:\n",
    "for a in b:\n", "for a in b:\n    c\nelse:\n", "async for a in b:\n", "while x:\n", "while x:\n    a\nelse:\n",
    "with a as b:\n", "async with a, b:\n", "try:\n", "try:\n    a\n", "try:\n    a\nexcept X:\n", "try:\n    a\nexcept:\n",
    "try:\n    a\nexcept* X as e:\n", "try:\n    a\nexcept X:\n    b\nelse:\n", "try:\n    a\nfinally:\n",
    "try:\n    a\nexcept X:\n    b\nfinally:\n", "match x:\n", "match x:\n    case 1:\n", "match x:\n    case _ if y:\n",
)  # fmt: skip
"""Blocks whose last one holds nothing yet."""


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("behind", ["", "\n\n", "    # to be written\n", "\n\nx = 1\n"])
@pytest.mark.parametrize("prefix", ["", "class _:\n"])
def test_a_block_that_holds_nothing_does_not_parse(head: str, behind: str, prefix: str) -> None:
    text = head + behind
    if prefix:
        text = "".join(f"    {line}" if line.strip() else line for line in text.splitlines(True))
    with pytest.raises(SyntaxError):
        ast.parse(prefix + text)
    parsed = parse_unit(text, prefix)
    assert parsed.tree.has_error
    assert all(0 <= start <= end <= len(text) for start, end in parsed.tree.error_spans)
    assert all(blocks_held(parsed.tree))


@pytest.mark.parametrize("text", [VARIED, VARIED.replace("\n    ", "\n"), VARIED.replace(":\n", ": ")])
def test_no_block_is_empty_wherever_a_text_ends_or_lacks_a_line(text: str) -> None:
    lines = text.splitlines(True)
    half_written = [text[:end] for end in range(len(text))]
    half_written += ["".join(lines[:n] + lines[n + 1 :]) for n in range(len(lines))]
    for each in half_written:
        assert all(blocks_held(parse_unit(each).tree)), each


def blocks_held(tree: t.Tree) -> Iterator[list[t.Stmt]]:
    """The blocks that Python asks for wherever they may stand."""
    for node in tree.walk():
        if isinstance(
            node, t.FunctionDef | t.ClassDef | t.If | t.For | t.While | t.With | t.Try | t.ExceptHandler | t.MatchCase
        ):
            yield node.body


@pytest.mark.parametrize("head", HEADS)
def test_the_same_block_with_a_statement_parses(head: str) -> None:
    last = head.splitlines()[-1]
    indent = last[: len(last) - len(last.lstrip())]
    kind = last.strip().partition(" ")[0].rstrip(":")
    body = {
        "match": "    case 1:\n        pass\n",
        "try": "    pass\nfinally:\n    pass\n",
        "a": "except X:\n    pass\n",
    }
    assert not parse_unit(head + body.get(kind, f"{indent}    pass\n")).tree.has_error


@pytest.mark.parametrize(
    "text",
    [
        "x: list[int] or None = None\n",
        "def f(rows: dict[str, int] or list[int] or None = None) -> tuple[int, str] or None:\n    return rows or None\n",
    ],
)
def test_annotations_that_say_or_are_python(text: str) -> None:
    ast.parse(text)
    parsed = parse_unit(text)
    assert not parsed.tree.has_error
    assert all(text[name.start : name.end] == name.id for name in parsed.nodes(t.Name))
