"""`offpath rules`: the catalogue."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from offpath.cli.output import put_text
from offpath.engine.reporting.measures import hidden_in, measures_of
from offpath.engine.reporting.pages import first_line
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
        widths = [max(len(row[column]) for row in map(_row, rules)) for column in range(4)]
        for row in map(_row, rules):
            put_text("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) + "\n")


def _row(rule: Rule) -> tuple[str, str, str, str, str]:
    return rule.name, rule.category, rule.severity.value, _judged(rule), first_line(rule)


def _judged(rule: Rule) -> str:
    """How often its findings were right in real code, and what is therefore not shown by default."""
    measures = measures_of(rule.name)
    if not measures:
        return "not judged"
    true, judged = (sum(getattr(each, name) for each in measures.values()) for name in ("true", "judged"))
    hidden = hidden_in(rule.name)
    where = f" in {hidden[0].value} projects" if len(hidden) == 1 else ""
    return f"true in {true} of {judged}{f', hidden{where}' if hidden else ''}"


def _described(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity.value,
        "cwe": list(rule.cwe),
        "aliases": list(rule.aliases),
        "judged": _verdicts(rule),
        "summary": first_line(rule),
    }


def _verdicts(rule: Rule) -> dict[str, dict[str, dict[str, int]]]:
    """By the reason of findings, and by how large the projects are."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for kind, measure in measures_of(rule.name).items():
        found.setdefault(kind.reason, {})[kind.extent.value] = asdict(measure)
    return found


def _print_table(rules: list[Rule]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("rule", "category", "severity", "judged", "finds", box=None, header_style="bold")
    for rule in rules:
        table.add_row(*_row(rule))
    Console().print(table)
