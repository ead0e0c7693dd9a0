"""Literals that are said about a secret and are none: labels beside the fields of a form, what documentation shows, a module's own small test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from offpath.catalogue.words import text_forms
from offpath.catalogue.words.secret_names import is_secret_name
from offpath.catalogue.words.verbs import words
from offpath.facts.project.refused import IS_REFUSED
from offpath.facts.unit import UnitFacts
from offpath.facts.values.holders import holders
from offpath.syntax import tree as t

_COINS = frozenset({"decimals", "symbol", "chain", "chain_id", "chainid", "contract", "mint"})
_SELF_TESTS = frozenset({"selftest", "self_test", "_self_test", "_selftest", "doctest"})
_FEWEST_LABELS = 3


def is_about_secrets(facts: UnitFacts, node: t.Constant, text: str, name: str) -> bool:
    """Whether a literal under the name of a secret only says something about it, or is known in order to be refused."""
    return (
        _is_shown(facts, node)
        or _is_in_talk_about_fields(facts, node)
        or _feeds_own_test(node)
        or bool(facts.asking.ask(IS_REFUSED, text, name))
    )


def _is_shown(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether what holds a literal is an example, a preview, the documentation of a schema, or a function that makes such things."""
    function = facts.function_of(node)
    if function is not None and not text_forms.SHOWING.isdisjoint(words(function.name)):
        return True
    return any(
        name in text_forms.SCHEMA_EXAMPLES or not text_forms.SHOWING.isdisjoint(words(name))
        for name in holders(facts, node)
    )


def _is_in_talk_about_fields(facts: UnitFacts, node: t.Constant) -> bool:
    """Whether a collection holds something about fields, such as labels, rules or icons, by its name or by what stands beside."""
    item = node.parent
    around = item.parent if isinstance(item, (t.DictItem, t.Keyword)) else None
    if not isinstance(around, t.Dict) and not _makes_dictionary(around):
        return False
    named = next(iter(_names_of(facts, around)), "")
    last = _singular(words(named)[-1]) if words(named) else ""
    if last in text_forms.SPEAKING_OF_TEXTS:
        return True
    pairs = list(_pairs(around))
    return _contradicts(pairs) or _are_labels(pairs) or any(key.lower() in _COINS for key, _ in pairs)


def _makes_dictionary(node: t.Node | None) -> TypeGuard[t.Call]:
    return isinstance(node, t.Call) and isinstance(node.func, t.Name) and node.func.id == "dict"


def _names_of(facts: UnitFacts, node: t.Dict | t.Call) -> Iterator[str]:
    """The names that hold a dictionary, nearest first, without those of secrets, which say nothing of the others in it."""
    return (name for name in holders(facts, node) if name and not is_secret_name(name))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _pairs(node: t.Dict | t.Call) -> Iterator[tuple[str, str]]:
    if isinstance(node, t.Call):
        items = [(each.arg, each.value) for each in node.keywords]
    else:
        items = [(each.key.value if isinstance(each.key, t.Constant) else None, each.value) for each in node.items]
    for key, value in items:
        if isinstance(key, str) and isinstance(value, t.Constant) and isinstance(value.value, str):
            yield key, value.value


def _contradicts(pairs: list[tuple[str, str]]) -> bool:
    """Whether a value beside is none that its key could have: an e-mail without @ is a label, or a rule."""
    for key, value in pairs:
        spoken = words(key)
        form = text_forms.SELF_TELLING.get(spoken[-1]) if spoken else None
        if form is not None and value and form.search(value) is None and not value.startswith(("$", "{", "<")):
            return True
    return False


def _are_labels(pairs: list[tuple[str, str]]) -> bool:
    """Whether all values are words of a language that begin alike, in capitals: what stands beside the fields of a form."""
    return len(pairs) >= _FEWEST_LABELS and all(
        text_forms.PLAIN_WORD.match(value) and value[:1].isupper() and not value.isupper() for _, value in pairs
    )


def _feeds_own_test(node: t.Constant) -> bool:
    """Whether a literal stands in what a module runs to test itself: a block or function that asserts."""
    for outer in node.ancestors():
        is_main = isinstance(outer, t.If) and any(
            isinstance(each, t.Name) and each.id == "__name__" for each in outer.test.walk()
        )
        is_test = isinstance(outer, t.FunctionDef) and (outer.name in _SELF_TESTS or outer.name.startswith("test_"))
        if is_main or is_test:
            return any(isinstance(each, t.Assert) for each in outer.walk())
    return False
