"""Finds the rules: every module under a category's package that defines a `Rule` holds one."""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module

from offpath import rules as _rules
from offpath.rules.base import Rule, RuleSet


class InvalidRule(Exception):
    """A module of the rules package does not hold exactly one rule under its own name; a mistake in offpath."""


@cache
def all_rules() -> RuleSet:
    """Every rule of the product, by category and name."""
    found = [
        _rule_of(f"{_rules.__name__}.{category}.{module}", category)
        for category in _packages()
        for module in _modules(category)
    ]
    names = [rule.name for rule in found]
    if len(set(names)) < len(names):
        raise InvalidRule(f"two rules share a name among {sorted(names)}")
    return RuleSet(tuple(sorted(found, key=lambda rule: (rule.category, rule.name))))


@cache
def known_names() -> frozenset[str]:
    """Every name by which a rule can be addressed: its own, its aliases, its category."""
    return frozenset(name for rule in all_rules() for name in (rule.name, rule.category, *rule.aliases))


def _packages() -> list[str]:
    return sorted(info.name for info in pkgutil.iter_modules(_rules.__path__) if info.ispkg)


def _modules(category: str) -> list[str]:
    package = import_module(f"{_rules.__name__}.{category}")
    infos = pkgutil.iter_modules(package.__path__)
    return sorted(info.name for info in infos if not info.ispkg and not info.name.startswith("_"))


def _rule_of(dotted: str, category: str) -> Rule:
    module = import_module(dotted)
    classes = [
        each
        for each in vars(module).values()
        if inspect.isclass(each)
        and issubclass(each, Rule)
        and each.__module__ == dotted
        and not inspect.isabstract(each)
    ]
    if len(classes) != 1:
        raise InvalidRule(f"{dotted} defines {len(classes)} rules, not one")
    rule = classes[0]()
    expected = (category.replace("_", "-"), dotted.rpartition(".")[2].replace("_", "-"))
    if (rule.category, rule.name) != expected:
        raise InvalidRule(f"{dotted} holds {rule.category}/{rule.name}, not {'/'.join(expected)}")
    return rule
