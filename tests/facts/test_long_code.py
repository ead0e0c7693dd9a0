"""Long code is analysed to its end: a known fault stands behind each long stretch, and is found however long that is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpath.engine.analysis import check, read
from offpath.facts.project.modules import ModuleFacts
from offpath.facts.project.project import Project
from offpath.facts.unit import FileFacts
from offpath.rules.registry import all_rules
from offpath.syntax.structure import Structure
from offpath.text.document import Document

HEAD = "def last(url, a, b, c, d, x, y, request, db, items):\n"
FAULT = "    requests.get(url)\n"


def _lines(*lines: str) -> Callable[[int], str]:
    """These lines again and again; `{}` is the number of the time."""
    return lambda count: "".join(f"    {line.replace('{}', str(n))}\n" for n in range(count) for line in lines)


def _joined(before: str, each: str, after: str = "", by: str = "") -> Callable[[int], str]:
    """One statement that holds something again and again."""
    return lambda count: f"    {before}{by.join(each.replace('{}', str(n)) for n in range(count))}{after}\n"


def _under(opening: str, *lines: str, closing: str = "") -> Callable[[int], str]:
    return lambda count: f"    {opening}\n" + _lines(*lines)(count) + (f"    {closing}\n" if closing else "")


LONG: dict[str, Callable[[int], str]] = {
    "assignments": _lines("x = step(x)"),
    "methods": _lines("x = x.step()"),
    "methods of themselves": _lines("x = x.step(x)"),
    "attributes of themselves": _lines("x = x.next"),
    "doubled": _lines("x = x + x"),
    "names one after the other": lambda count: "    x0 = a\n" + "".join(f"    x{n + 1} = step(x{n})\n" for n in range(count)),
    "groups": _lines("x = step(x)", "y = x + {}", "save(y)"),
    "augmented": _lines("x += step(y)"),
    "unpacked": _lines("x, y = y, x"),
    "put into itself": _lines("x[0] = x"),
    "comprehensions": _lines("x = [step(i) for i in x]"),
    "lambdas": _lines("x = lambda: x"),
    "walrus": _lines("if (x := step(x)):", "    pass"),
    "with": _lines("with open(x) as x:", "    x = x.read()"),
    "items of with": _joined("with ", "c{}() as d{}", ": pass", ", "),
    "for": _lines("for i in x:", "    x = step(i)"),
    "while": _lines("while x:", "    x = step(x)"),
    "try": _lines("try:", "    x = step(x)", "except KeyError as e:", "    raise A(x) from e"),
    "body of try": lambda count: "    try:\n" + _lines("    x{} = step(x)")(count) + "    except KeyError:\n        raise\n",
    "except": _under("try: x = step(x)", "except E{}:", "    x = 1"),
    "if and else": _lines("if a > {}:", "    x = g(x)", "else:", "    x = y"),
    "elif": _under("if a: x = 0", "elif a == {}:", "    x = {}"),
    "elif that leaves": _under("if a: x = 0", "elif a == step(x):", "    return x"),
    "cases": _under("match a:", "    case {}:", "        x = step(x)"),
    "patterns": _joined("match a:\n        case ", "{}", ": pass", " | "),
    "functions": _lines("def g{}(z):", "    return g{}(z + x)"),
    "sum": _joined("x = ", "a{}", by=" + "),
    "sum of texts": _joined("x = ", "'part {}'", by=" + "),
    "statement put together": _joined("db.execute('SELECT ' + ", "'col{}, '", " + 'z FROM t')", " + "),
    "texts side by side": _joined("x = (", "'part {}'", ")", " "),
    "f-string": _joined("x = f'", "{a} ", "'"),
    "power": _joined("x = ", "a", by=" ** "),
    "and": _joined("x = ", "a{}", by=" and "),
    "and, or": _joined("x = ", "a{} and b or ", "c"),
    "condition": _joined("if ", "a != {}", ": x = 1", " and "),
    "comparison": _joined("x = ", "a{}", by=" < "),
    "builder": _joined("x = query", ".add(a)", ".all()"),
    "builder of others": _joined("x = query", ".add(a{})", ".all()"),
    "attributes": _joined("x = a", ".b"),
    "subscripts": _joined("x = a", "[0]"),
    "calls": _joined("x = a", "()"),
    "target": _joined("a", ".b", " = 1"),
    "if expressions": _joined("x = ", "{} if a == {} else ", "0"),
    "for in a comprehension": _joined("x = [i ", "for i in i ", "]"),
    "if in a comprehension": _joined("x = [i for i in a ", "if i ", "]"),
    "dictionary": _joined("x = {", "'k{}': a", "}", ", "),
    "list": _joined("x = [", "a{}", "]", ", "),
    "records": _joined("x = [", "{'id': {}}", "]", ", "),
    "targets": _joined("", "a{} = ", "step(a)"),
    "arguments": _joined("call(", "p{}=a", ")", ", "),
    "union": _joined("x: ", "T{}", " = a", " | "),
    "conditions of Django": _joined("A.objects.filter(", "Q(a={})", ").delete()", " | "),
    "conditions of SQLAlchemy": _joined("db.execute(select(A).where(", "(A.b == {})", "))", " & "),
    "shaped again": _lines("x = x.unique()"),
    "query built up": _lines("a = a & (A.b == {})", "db.execute(select(A).where(a))"),
    "logged": _joined("logger.info(", "a{}", ")", " + "),
    "in finally": _under("try: step(x)\n    finally:", "    if a == {}: x = 1"),
}  # fmt: skip


def _rules_at_the_end(body: str) -> set[str]:
    """The names of the rules that find something in a function of this body, with a call behind it that nothing bounds."""
    return _rules_in("import requests\n\n\n" + HEAD + body + FAULT)


def _rules_in(text: str) -> set[str]:
    units = Structure.of(Document.from_text(text)).units
    done = [read(unit) for unit in units]
    assert [each.problem for each in done] == [None for _ in units]
    project = Project()
    project.set_module(ModuleFacts("m", "m.py", False, tuple(each.contribution for each in done)))
    found: set[str] = set()
    for each in done:
        assert each.reading is not None
        result = check(each, project, FileFacts("m.py", "m"), list(all_rules()))
        assert (result.failures, result.unrun) == ((), ())
        found |= {finding.rule for finding in result.findings}
    return found


@pytest.mark.parametrize("shape", LONG)
def test_what_is_long_is_analysed_to_its_end(shape: str) -> None:
    assert "missing-timeout" in _rules_at_the_end(LONG[shape](500 if shape != "query built up" else 200))


@pytest.mark.parametrize("shape", ["assignments", "elif", "sum", "builder", "with"])
def test_what_is_very_long_is_analysed_to_its_end(shape: str) -> None:
    assert "missing-timeout" in _rules_at_the_end(LONG[shape](3000))


@given(st.lists(st.tuples(st.sampled_from(sorted(LONG)), st.integers(1, 40)), min_size=3, max_size=8))
@settings(max_examples=10)
def test_what_is_long_in_many_ways_is_analysed_to_its_end(parts: list[tuple[str, int]]) -> None:
    assert "missing-timeout" in _rules_at_the_end("".join(LONG[shape](count) for shape, count in parts))


def test_nested_loops_are_gone_through_in_bounded_work() -> None:
    loops = "".join("    " * (n + 1) + f"for i{n} in x:\n" for n in range(60)) + "    " * 61 + "x = step(x)\n"
    assert "missing-timeout" in _rules_at_the_end(loops)


def test_dependencies_of_dependencies_are_followed_as_far_as_they_are_judged() -> None:
    chain = "".join(f"def d{n + 1}(x=Depends(d{n})):\n    return x\n\n\n" for n in range(400))
    found = _rules_in(
        "from fastapi import Depends, FastAPI\n\napp = FastAPI()\n\n\ndef d0():\n    return 1\n\n\n"
        + chain
        + "@app.delete('/x/{id}')\n"
        "def drop(id, x=Depends(d400)):\n    db.execute('DELETE FROM t WHERE id = ?', (id,))\n    db.commit()\n"
    )
    assert "unauthenticated-write" in found
