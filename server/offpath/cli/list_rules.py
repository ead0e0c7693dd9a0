"""`offpath rules`: the catalogue."""

from __future__ import annotations

import json
import sys

import click

from offpath.cli.output import put_text
from offpath.engine.pages import first_line
from offpath.rules.base import Rule
from offpath.rules.registry import all_rules


@click.command("rules")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(output_format: str) -> None:
    """List all rules with their categories and severities."""
    rules = sorted(all_rules(), key=lambda rule: (rule.category, rule.name))
    if output_format == "json":
        put_text(json.dumps([_described(rule) for rule in rules], indent=2) + "\n")
    elif sys.stdout.isatty():
        _print_table(rules)
    else:
        widths = [max(len(row[column]) for row in map(_row, rules)) for column in range(3)]
        for row in map(_row, rules):
            put_text("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) + "\n")


def _row(rule: Rule) -> tuple[str, str, str, str]:
    return rule.name, rule.category, rule.severity.value, first_line(rule)


def _described(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity.value,
        "cwe": list(rule.cwe),
        "aliases": list(rule.aliases),
        "summary": first_line(rule),
    }


def _print_table(rules: list[Rule]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("rule", "category", "severity", "finds", box=None, header_style="bold")
    for rule in rules:
        table.add_row(*_row(rule))
    Console().print(table)
