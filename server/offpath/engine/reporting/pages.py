"""Rules' pages, from their docstrings: whole, short, and where they are published."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from offpath.engine.reporting.measures import told_of

if TYPE_CHECKING:
    from offpath.engine.reporting.measures import Measure
    from offpath.rules.base import Rule

PAGES = "https://offpath.dev/rules/"
"""Where the pages are published, a page a rule."""

_SHORT = ("What it does", "Why it is a risk", "Use instead")


def page_address(rule: str) -> str:
    """Where a rule's page is published."""
    return f"{PAGES}{rule}"


def page_of(rule: Rule) -> str:
    """The rule's page in Markdown."""
    facts = [f"category **{rule.category}**", f"severity **{rule.severity.value}**"]
    facts += [f"[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)" for number in rule.cwe]
    facts += [f"also called `{alias}`" for alias in rule.aliases]
    if rule.same_as:
        facts.append("heard from other linters: " + ", ".join(f"`{name}`" for name in sorted(rule.same_as)))
    judged = told_of(rule.name, rule.severity) or "No finding of this rule in real code has been judged yet."
    return f"# {rule.name}\n\n{' · '.join(facts)}\n\n{documentation(rule)}\n\n## Measured\n\n{judged}\n"


def short_page(rule: Rule, measure: Measure | None) -> str:
    """The rule's page for a hover: how often the like of a finding was right, what the rule does and why, what to write
    instead, and where to read more.
    """
    parts = [f"**{rule.name}**{f' · {measure.told}' if measure is not None else ''}"]
    for section in _SHORT:
        body = documentation(rule).partition(f"## {section}\n")[2].partition("\n## ")[0].strip()
        if body:
            parts.append(body if section == _SHORT[0] else f"**{section}**\n\n{body}")
    parts.append(f"[The rule's page]({page_address(rule.name)})")
    return "\n\n".join(parts)


def documentation(rule: Rule) -> str:
    """The rule's docstring, without its indentation."""
    return inspect.cleandoc(type(rule).__doc__ or "")


def first_line(rule: Rule) -> str:
    """What the rule finds, in one line."""
    return documentation(rule).partition("\n\n")[0].replace("\n", " ")
