"""`offpath rules`: the catalogue."""

from __future__ import annotations

import json

import click

from offpath.cli.pages import first_line
from offpath.rules.registry import all_rules


@click.command("rules")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(output_format: str) -> None:
    """List all rules with their categories and severities."""
    rules = sorted(all_rules(), key=lambda rule: (rule.category, rule.name))
    if output_format == "json":
        listed = [
            {
                "name": rule.name,
                "category": rule.category,
                "severity": rule.severity.value,
                "cwe": list(rule.cwe),
                "aliases": list(rule.aliases),
                "summary": first_line(rule),
            }
            for rule in rules
        ]
        click.echo(json.dumps(listed, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("rule", "category", "severity", "finds", box=None, header_style="bold")
    for rule in rules:
        table.add_row(rule.name, rule.category, rule.severity.value, first_line(rule))
    Console().print(table)
