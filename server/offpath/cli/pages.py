"""A rule's page, from its docstring and samples."""

from __future__ import annotations

import inspect

from offpath.rules.base import Rule

DOCUMENTATION = "https://offpath.dev/rules/"
"""Where the pages are published, a page a rule."""


def page_of(rule: Rule) -> str:
    """The rule's page in Markdown."""
    facts = [f"category **{rule.category}**", f"severity **{rule.severity.value}**"]
    facts += [f"[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)" for number in rule.cwe]
    facts += [f"also called `{alias}`" for alias in rule.aliases]
    return f"# {rule.name}\n\n{' · '.join(facts)}\n\n{documentation(rule)}\n"


def documentation(rule: Rule) -> str:
    """The rule's docstring, without its indentation."""
    return inspect.cleandoc(type(rule).__doc__ or "")


def first_line(rule: Rule) -> str:
    """What the rule finds, in one line."""
    return documentation(rule).partition("\n\n")[0].replace("\n", " ")


def page_address(rule: str) -> str:
    """Where the rule's page is published."""
    return f"{DOCUMENTATION}{rule}"
