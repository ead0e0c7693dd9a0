"""`offpath explain RULE`: a rule's page in the terminal."""

from __future__ import annotations

import click

from offpath.cli.pages import page_of
from offpath.rules.registry import all_rules


@click.command("explain")
@click.argument("rule")
def command(rule: str) -> None:
    """Print what RULE finds and why. RULE is a name, or a pattern's name in other tools, such as SILENT_FAILURE."""
    found = all_rules().named(rule) or all_rules().named(rule.lower()) or all_rules().named(rule.upper())
    if found is None:
        raise click.UsageError(f"no rule is called {rule!r}; `offpath rules` lists them")
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page_of(found)))
