"""Branches that somebody outside the code decides: a setting, an option, a caller's argument."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from offpath.catalogue.words.verbs import words
from offpath.facts.failures.except_branches import reaches_end
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_AGAINST = frozenset(
    {
        "insecure",
        "unverified",
        "untrusted",
        "selfsigned",
        "signed",
        "skip",
        "no",
        "disable",
        "disabled",
        "ignore",
        "without",
        "allow",
        "not",
        "off",
    }
)
"""Words of settings that ask for less when they are on: `insecure`, `skip_verify`."""


def is_switched_off_outside(facts: UnitFacts, node: t.Node, about: Collection[str]) -> bool:
    """Whether a node is reached only where a value that the code does not fix switches off what these words name."""
    return any(_is_off(facts, test, holds, about) for test, holds in _tests_on_the_way(node))


def _tests_on_the_way(node: t.Node) -> Iterator[tuple[t.Expr, bool]]:
    """The tests that decide whether a node is reached, and how they came out: of branches around it, and of those before it that leave."""
    child = node
    for outer in node.ancestors():
        if isinstance(outer, t.IfExp) and child is not outer.test:
            yield outer.test, child is outer.body
        if isinstance(outer, t.If) and child is not outer.test:
            yield outer.test, any(each is child for each in outer.body)
        if isinstance(child, t.Stmt):
            for name in ("body", "orelse", "finalbody"):
                block = getattr(outer, name, None)
                if isinstance(block, list) and child in block:
                    before = block[: block.index(child)]
                    yield from ((x.test, False) for x in before if isinstance(x, t.If) and not reaches_end(x.body))
        if isinstance(outer, t.FunctionDef):
            return
        child = outer


def _is_off(facts: UnitFacts, test: t.Expr, holds: bool, about: Collection[str]) -> bool:
    """Whether a test that came out so says that somebody switched it off."""
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return _is_off(facts, test.operand, not holds, about)
    if isinstance(test, t.BoolOp):
        return any(_is_off(facts, each, holds, about) for each in test.values)
    if isinstance(test, t.Compare) and len(test.ops) == 1:
        right = test.comparators[0]
        if isinstance(right, t.Constant) and right.value in (False, None) and test.ops[0] in ("is", "=="):
            holds = not holds
        return _is_off(facts, test.left, holds, about)
    spoken = {word for name in _names(test) for word in words(name)}
    if spoken.isdisjoint(about) or fold(facts, test) is not None:
        return False
    return holds != spoken.isdisjoint(_AGAINST)


def _names(node: t.Expr) -> Iterator[str]:
    """What a flag is called: a name, an attribute, a key that is asked for."""
    if isinstance(node, t.Name):
        yield node.id
    elif isinstance(node, t.Attribute):
        yield node.attr
    elif isinstance(node, t.Subscript) and isinstance(node.index, t.Constant):
        yield str(node.index.value)
    elif isinstance(node, t.Call):
        yield from _names(node.func)
        yield from (str(each.value) for each in node.args[:2] if isinstance(each, t.Constant))
