"""`offpath explain RULE`: a rule's page in the terminal."""

from __future__ import annotations

import difflib
import sys

import click

from offpath.cli.output import put_text
from offpath.engine.reporting.pages import page_of
from offpath.rules.base import Rule
from offpath.rules.registry import all_rules


@click.command("explain")
@click.argument("rule")
def command(rule: str) -> None:
    """Print what RULE finds and why. RULE is a name, or a pattern's name in other tools, such as SILENT_FAILURE."""
    page = page_of(_named(rule))
    if not sys.stdout.isatty():
        put_text(page)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))


def _named(name: str) -> Rule:
    rules = all_rules()
    plain = name.lower().replace("_", "-")
    for rule in rules:
        if plain in (rule.name, *(alias.lower().replace("_", "-") for alias in rule.aliases)):
            return rule
    close = difflib.get_close_matches(plain, [rule.name for rule in rules], n=1)
    hint = f", did you mean {close[0]}" if close else ""
    raise click.UsageError(f"no rule is called {name!r}{hint}; `offpath rules` lists them")
