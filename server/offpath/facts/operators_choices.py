"""Branches that somebody outside the code decides: a setting, an option, a caller's argument."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from offpath.facts.frameworks.verbs import words
from offpath.facts.handlers import reaches_end
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t


def is_chosen_outside(facts: UnitFacts, node: t.Node, about: Collection[str]) -> bool:
    """Whether a node is reached only where a value that the code does not fix says so, in these words."""
    return any(_asks(facts, test, about) for test in _tests_on_the_way(node))


def _tests_on_the_way(node: t.Node) -> Iterator[t.Expr]:
    """The tests that decide whether a node is reached: of branches around it, and of those before it that leave."""
    child = node
    for outer in node.ancestors():
        if isinstance(outer, (t.If, t.IfExp)) and child is not outer.test:
            yield outer.test
        if isinstance(child, t.Stmt):
            for name in ("body", "orelse", "finalbody"):
                block = getattr(outer, name, None)
                if isinstance(block, list) and child in block:
                    before = block[: block.index(child)]
                    yield from (each.test for each in before if isinstance(each, t.If) and not reaches_end(each.body))
        if isinstance(outer, t.FunctionDef):
            return
        child = outer


def _asks(facts: UnitFacts, test: t.Expr, about: Collection[str]) -> bool:
    """Whether a test is decided by something of such a name that is no constant of the code."""
    for node in test.walk():
        name = ""
        if isinstance(node, t.Name):
            name = node.id
        elif isinstance(node, t.Attribute):
            name = node.attr
        elif isinstance(node, t.Constant) and isinstance(node.parent, (t.Subscript, t.Call)):
            name = str(node.value)
        if name and not set(words(name)).isdisjoint(about):
            asked = node.parent if isinstance(node, t.Constant) else node
            if isinstance(asked, t.Expr) and facts.fold(asked) is None:
                return True
    return False
