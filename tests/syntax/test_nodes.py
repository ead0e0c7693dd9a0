"""Nodes by kind: the same that going through all of them gives, in the same order."""

from __future__ import annotations

import pytest

from offpath.syntax import tree as t
from offpath.syntax.nodes import own_nodes
from offpath.syntax.parse import parse_unit

TEXT = """\
def f(rows):
    total = 0
    for row in rows:
        if row.open:
            total += row.price
        else:
            print(row["id"], note(row))

    def inner():
        return rows

    return total
"""


@pytest.mark.parametrize(
    "kinds",
    [(t.Return,), (t.Call, t.Attribute), (t.For, t.If, t.Call), (t.Stmt,), (t.Expr, t.If), (t.Node,), (t.With,)],
)
def test_kinds_are_found_in_source_order(kinds: tuple[type[t.Node], ...]) -> None:
    (function,) = parse_unit(TEXT).nodes(t.FunctionDef)[:1]
    own = own_nodes(function.body)
    assert not own.knows(*kinds)
    assert [*own.of(*kinds)] == [each for each in own.all if isinstance(each, kinds)]
    assert own.knows(*kinds)


def test_what_stands_in_a_function_within_is_not_its_own() -> None:
    function = parse_unit(TEXT).nodes(t.FunctionDef)[0]
    assert [each.value for each in own_nodes(function.body).of(t.Return)] == [function.body[-1].value]  # type: ignore[attr-defined]
