"""Which bindings reach which reads."""

from __future__ import annotations

import textwrap

import pytest

from offpath.facts.flow.flow_walk import flow_of
from offpath.syntax import tree as t
from offpath.syntax.parse import parse_unit


def _reaching(code: str) -> set[str]:
    """What the read of `x` inside `use(x)` can be: the text of each binding's value, or its kind."""
    parsed = parse_unit(textwrap.dedent(code))
    root = flow_of(parsed.tree)
    [use] = [c for c in parsed.nodes(t.Call) if isinstance(c.func, t.Name) and c.func.id == "use"]
    [name] = [n for n in use.walk() if isinstance(n, t.Name) and n.id == "x"]
    found = next(flow.reaching[name] for flow in root.all_flows() if name in flow.reaching)
    return {parsed.text[d.value.start : d.value.end] if d.value is not None else d.kind for d in found}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1\nx = 2\nuse(x)", {"2"}),
        ("x = 1\nif c:\n    x = 2\nuse(x)", {"1", "2"}),
        ("if c:\n    x = 1\nelse:\n    x = 2\nuse(x)", {"1", "2"}),
        ("x = 1\nif c:\n    x = 2\n    raise E\nuse(x)", {"1"}),
        ("x = 1\nfor i in y:\n    use(x)\n    x = 2", {"1", "2"}),
        ("x = 1\nwhile True:\n    x = 2\n    break\nuse(x)", {"2"}),
        ("x = 1\ntry:\n    x = 2\n    f()\nexcept E:\n    use(x)", {"1", "2"}),
        ("x = 1\ntry:\n    x = f()\nexcept E:\n    x = 3\nuse(x)", {"f()", "3"}),
        ("x = 1\ntry:\n    x = 2\nfinally:\n    use(x)", {"1", "2"}),
        ("def f(x):\n    use(x)", {"parameter"}),
        ("def f(x):\n    x = x.strip()\n    use(x)", {"x.strip()"}),
        ("with open(p) as x:\n    use(x)", {"open(p)"}),
        ("for x in rows:\n    use(x)", {"rows"}),
        ("y = [use(x) for x in rows]", {"rows"}),
        ("if (x := f()):\n    use(x)", {"f()"}),
        ("x = 1\nany((x := y) for y in rows)\nuse(x)", {"1", "y"}),
        ("x = 1\nmatch p:\n    case [x] if x > 2:\n        pass\n    case _:\n        use(x)", {"1", "p"}),
        ("x = 1\nmatch p:\n    case [x]:\n        pass\n    case _:\n        use(x)", {"1"}),
        ("match p:\n    case [x]:\n        use(x)", {"p"}),
        ("x = 1\nx += 2\nuse(x)", {"1", "2"}),
        ("def f():\n    x = 1\n    def g():\n        use(x)\n    x = 2", {"1", "2"}),
        ("a, (x, b) = pair\nuse(x)", {"pair"}),
        ("x = 1\ndef f(g=lambda: use(x)):\n    pass", {"1"}),
        ("for i in y:\n    if i:\n        x = 1\n        continue\n    x = 2\nuse(x)", {"1", "2"}),
    ],
)
def test_reaching_definitions(code: str, expected: set[str]) -> None:
    assert _reaching(code) == expected


def test_what_nothing_reaches_is_noted() -> None:
    parsed = parse_unit("def f():\n    return 1\n    g()\n")
    [flow] = flow_of(parsed.tree).nested.values()
    assert len(flow.unreachable) == 1
    assert not flow.falls_through


def test_free_names_are_left_to_the_module() -> None:
    parsed = parse_unit("def f(a):\n    global G\n    G = a\n    return db.get(a, other)\n")
    root = flow_of(parsed.tree)
    assert set(root.free) == {"db", "other"}
    [flow] = root.nested.values()
    assert flow.declared_global == {"G"}


@pytest.mark.parametrize(
    ("branch", "kinds"),
    [
        ("raise K", ["except"]),
        ("if c:\n    e = 1\nraise K", ["assign", "except"]),
        ("try:\n    f()\nexcept F as e:\n    g()\nraise K", ["except", "except"]),
        ("try:\n    f()\nexcept F as e:\n    return\nraise K", ["except"]),
        ("for e in rows:\n    raise K", []),
    ],
)
def test_what_a_name_of_a_caught_exception_holds_at_a_raise(branch: str, kinds: list[str]) -> None:
    parsed = parse_unit("def f():\n    try:\n        f()\n    except E as e:\n" + textwrap.indent(branch, " " * 8))
    [flow] = flow_of(parsed.tree).nested.values()
    [caught] = flow.caught_at.values()
    assert sorted(d.kind for d in caught.get("e", ())) == kinds
