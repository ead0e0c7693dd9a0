"""Code that nothing reaches is read like any other: whatever stands there, nothing around it is lost."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.facts.flow.flow_walk import flow_of
from offpath.rules.registry import all_rules
from offpath.syntax import tree as t
from offpath.syntax.parse import parse_unit
from support.checking import check_project

LEAVING = {
    "return": "return url",
    "bare return": "return",
    "raise": "raise NotImplementedError",
    "endless loop": "while True:\n    work()",
    "loop that is never left": "while 1:\n    work()\nelse:\n    def never(): pass",
    "both branches": "if url:\n    return 1\nelse:\n    raise ValueError",
    "every handler": "try:\n    return load(url)\nexcept OSError:\n    raise",
    "match": "match url:\n    case 1:\n        return\n    case _:\n        raise ValueError",
    "with": "with lock:\n    return url",
    "finally": "try:\n    return url\nfinally:\n    close()",
}
LEAVING_A_LOOP = {"continue": "continue", "break": "break", "if": "if url:\n    break\nelse:\n    continue"}
BEHIND = (
    "def inner(a, b=lambda c: c, *d, **e) -> int:\n    return requests.get(a)",
    "async def inner(a):\n    async with a as b:\n        return await b",
    "@decorated(lambda f: f)\ndef inner(a):\n    def innermost():\n        nonlocal a\n        a = url\n    return innermost",
    "class Inner(Base, metaclass=Meta):\n    x = url\n    def method(self):\n        return [x for x in self.y]",
    "class Inner:\n    return_ = 1\n    class Nested:\n        def method(self): return super().method()",
    "found = lambda a, b=url: a + b",
    "found = [a for a in url if (b := a)]",
    "found = {a: b for a, b in url}",
    "print({a for a in url}, (b for b in url))",
    "import os.path as path, sys",
    "from . import sibling as other",
    "from requests import *",
    "with open(url) as f, lock:\n    def inner(): return f",
    "match url:\n    case [a, *b] if a:\n        def inner(): return a\n    case {'k': Point(x=c)}:\n        pass",
    "try:\n    def inner(): pass\nexcept OSError as error:\n    def inner(): return error\nelse:\n    def other(): pass\nfinally:\n    def last(): pass",
    "for a, (b, *c) in url:\n    def inner(): return a\n    break\nelse:\n    def inner(): pass",
    "while url:\n    def inner(): pass\n    continue",
    "if url:\n    def inner(): pass\nelif other:\n    class Inner:\n        def method(self): pass\nelse:\n    def inner(): pass",
    "global found\nfound = url",
    "del url",
    "assert url, url",
    "found: int = url\nfound += 1",
    "a, (b, *c) = url",
    "return (yield url)",
    "raise ValueError from url",
    "return\ndef inner(): pass",
    "type Alias = list[url]",
    "pass",
    "url.a[1:2, ...].b = await_(f'{url!r}')",
)


def _functions(leaving: str, *, looping: bool) -> str:
    """For each thing that may stand behind the end a function with a finding in its first line."""
    text = "import requests\n"
    for number, behind in enumerate(BEHIND):
        body = f"{leaving}\n{behind}\n"
        if looping:
            body = "for each in url:\n" + textwrap.indent(body, "    ")
        text += f"\n\ndef outer_{number}(url, lock):\n    requests.get(url)  # first\n" + textwrap.indent(body, "    ")
    return text


@pytest.mark.parametrize(
    ("leaving", "looping"),
    [*((each, False) for each in LEAVING.values()), *((each, True) for each in LEAVING_A_LOOP.values())],
    ids=[*LEAVING, *LEAVING_A_LOOP],
)
def test_what_stands_behind_the_end_hides_nothing(leaving: str, looping: bool) -> None:
    text = _functions(leaving, looping=looping)
    found = {each.line for each in check_project({"app.py": text}, all_rules()) if each.rule == "missing-timeout"}
    first = {number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# first")}
    assert first - found == set()


def test_a_function_that_nothing_reaches_sees_what_encloses_it() -> None:
    parsed = parse_unit("def f(x):\n    y = x\n    return\n    def g(z):\n        return x, y, z, w\n")
    root = flow_of(parsed.tree)
    [f] = root.nested.values()
    [g] = f.nested.values()
    kinds = {name.id: [d.kind for d in g.of(name)] for name in parsed.nodes(t.Name) if name in g.reaching or g.of(name)}
    assert kinds["z"] == ["parameter"]
    assert (kinds["x"], kinds["y"]) == (["parameter"], ["assign"])
    assert set(root.free) == {"w"}


# -- nests that nobody thought of

_SIMPLE = ("return url", "raise E", "break", "continue", "x = url", "import a", "yield x", "x = [i for i in y]", "pass",
           "x = lambda a: a", "global g", "del x", "from a import b", "assert x", "x += 1", "x: int", "await x")  # fmt: skip
_COMPOUND = (
    "def f(a, b=1):\n{0}", "async def g():\n{0}", "class C:\n{0}", "if x:\n{0}", "if x:\n{0}\nelse:\n{1}", "for i in y:\n{0}",
    "while True:\n{0}", "while x:\n{0}\nelse:\n{1}", "while True:\n{0}\nelse:\n{1}", "with x as y:\n{0}", "try:\n{0}\nexcept E as e:\n{1}",
    "try:\n{0}\nfinally:\n{1}", "match x:\n    case [a, *b]:\n{2}\n    case _:\n{3}", "for i in y:\n{0}\nelse:\n{1}", "@d\ndef h(a):\n{0}",
)  # fmt: skip


def _compound(shape: str, one: list[str], other: list[str]) -> str:
    first, second = "\n".join(one), "\n".join(other)
    blocks = [textwrap.indent(first, "    "), textwrap.indent(second, "    ")]
    return shape.format(*blocks, *(textwrap.indent(each, "    ") for each in blocks))


def _nested(below: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(below, min_size=1, max_size=4)
    return st.builds(_compound, st.sampled_from(_COMPOUND), block, block)


bodies = st.lists(st.recursive(st.sampled_from(_SIMPLE), _nested, max_leaves=14), min_size=1, max_size=4).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(bodies)
def test_every_function_of_whatever_nest_has_its_flow(body: str) -> None:
    text = f"async def outer(url, x, y):\n{textwrap.indent(body, '    ')}\n"
    ast.parse(text)
    parsed = parse_unit(text)
    assert not parsed.tree.has_error
    flows = {flow.scope for flow in flow_of(parsed.tree).all_flows()}
    assert flows == {parsed.tree, *parsed.nodes(t.FunctionDef)}
    check_project({"app.py": text}, all_rules())
