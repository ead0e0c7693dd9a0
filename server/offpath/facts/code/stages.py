"""Which stage of a program's life code is kept to by a condition, a class or a function around it: `if settings.DEBUG:`, `class Development:`."""

from __future__ import annotations

from offpath.catalogue.words.debugging import DEVELOPMENT_WORDS, PRODUCTION_WORDS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.syntax import tree as t

_SWITCHED = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
_INVERTED = {"!=", "is not", "not in"}


def is_kept_to_development(node: t.Node) -> bool:
    """Whether production never comes by: a condition, a class or a function around says so, as far as its words tell."""
    named = (each for each in node.ancestors() if isinstance(each, (t.ClassDef, t.FunctionDef)))
    return is_in_development_branch(node) or any(not DEVELOPMENT_WORDS.isdisjoint(words(each.name)) for each in named)


def is_in_development_branch(node: t.Node) -> bool:
    """Whether a condition around keeps production away."""
    child = node
    for outer in node.ancestors():
        if isinstance(outer, (t.If, t.IfExp)) and child is not outer.test:
            below = outer.body if isinstance(outer.body, list) else [outer.body]
            if _is_development(outer.test, any(each is child for each in below)):
                return True
        child = outer
    return False


def _is_development(test: t.Expr, holds: bool) -> bool:
    """Whether a test that ends so tells that this is no production."""
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return _is_development(test.operand, not holds)
    if isinstance(test, t.BoolOp):
        together = any if (test.op == "and") is holds else all
        return together(_is_development(each, holds) for each in test.values)
    if isinstance(test, t.Compare) and len(test.ops) == 1:
        is_equal = (test.ops[0] not in _INVERTED) is holds
        (asked,) = test.comparators
        if isinstance(asked, t.Constant) and str(asked.value).lower() in _SWITCHED:
            return _speaks_of(test.left, is_equal is _SWITCHED[str(asked.value).lower()])
        return _names(_texts(asked) or _texts(test.left), is_equal)
    return _speaks_of(test, holds)


def _speaks_of(asked: t.Expr, holds: bool) -> bool:
    """Whether something that is asked for by its name alone is so in development: `DEBUG`, `config("DEBUG")`, `is_production()`."""
    named = asked.func if isinstance(asked, t.Call) else asked
    own = [last_name(named)] if isinstance(named, (t.Name, t.Attribute)) else []
    return _names([*own, *_texts(asked)], holds)


def _names(spoken: list[str], holds: bool) -> bool:
    meant = DEVELOPMENT_WORDS if holds else PRODUCTION_WORDS
    other = PRODUCTION_WORDS if holds else DEVELOPMENT_WORDS
    found = {word for each in spoken for word in words(each)}
    return not meant.isdisjoint(found) and other.isdisjoint(found)


def _texts(node: t.Expr) -> list[str]:
    return [each.value for each in node.walk() if isinstance(each, t.Constant) and isinstance(each.value, str)]
