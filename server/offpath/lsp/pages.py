"""Rules' pages: where they are published, and the short form that a hover shows."""

from __future__ import annotations

PAGES = "https://offpath.dev/rules/"
"""Where the pages are published, a page a rule."""

_SECTIONS = ("What it does", "Why it is a risk", "Use instead")


def page_address(rule: str) -> str:
    """Where a rule's page is published."""
    return PAGES + rule


def short_page(name: str) -> str:
    """A rule's page in Markdown: what it does and why, what to write instead, and where to read more."""
    import inspect

    from offpath.rules.registry import all_rules

    rule = all_rules().named(name)
    page = inspect.cleandoc(type(rule).__doc__ or "") if rule is not None else ""
    parts = [f"**{name}**"]
    for section in _SECTIONS:
        body = page.partition(f"## {section}\n")[2].partition("\n## ")[0].strip()
        if body:
            parts.append(body if section == _SECTIONS[0] else f"**{section}**\n\n{body}")
    parts.append(f"[The rule's page]({page_address(name)})")
    return "\n\n".join(parts)
