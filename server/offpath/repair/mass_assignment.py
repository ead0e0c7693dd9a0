"""Repairs of records that take whatever the client sends: the fields are named, privileged ones left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from offpath.catalogue.words.privileged import is_privileged
from offpath.detect.access_control.mass_assignment import Spread
from offpath.detect.access_control.open_forms import OpenForm
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.schema import Schema
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import (
    indent_unit,
    indentation,
    insertion,
    laid_out_list,
    line_end,
    quote_of,
    replacement,
    statement_of,
)
from offpath.repair.form_fields import read_only_fields, unnamable_fields
from offpath.repair.placing import Repair, free_name, whole_line
from offpath.syntax import tree as t

TITLE = "Name the fields that the client may set"


def repair_spread(function: FunctionFacts, spread: Spread) -> Repair | None:
    """The repair; None where nothing shows which fields there are."""
    facts = function.unit
    names = (
        [f for f in spread.body.declared if not is_privileged(f)]
        if spread.body.schema
        else _settable(facts, spread.schema)
    )
    if not names:
        return None
    if spread.kind == "attributes":
        return _asked(facts, spread, names)
    node = spread.value
    if spread.body.schema and node is spread.body.node:
        return None
    listed = _listed(facts, names)
    if spread.body.schema and isinstance(node, t.Call) and last_name(node.func) in ("dict", "model_dump"):
        separator = ", " if node.args or node.keywords else ""
        return Repair(TITLE, (insertion(node.end - 1, f"{separator}include={{{listed[1:-1].rstrip(',')}}}"),))
    key, value = free_name(function, ("key", "field")), free_name(function, ("value", "given"))
    text = f"{{{key}: {value} for {key}, {value} in {facts.text(node)}.items() if {key} in {listed}}}"
    return Repair(TITLE, (replacement(node, text),)) if isinstance(node, (t.Name, t.Attribute, t.Call)) else None


def _asked(facts: UnitFacts, spread: Spread, names: list[str]) -> Repair | None:
    """`setattr(record, key, value)` under an `if key in (…)`."""
    statement = statement_of(spread.node)
    assert isinstance(spread.node, t.Call)
    if not isinstance(statement, t.ExprStmt) or "\n" in facts.text(statement):
        return None
    indent, end = indentation(facts, statement), line_end(facts)
    text = f"if {facts.text(spread.node.args[1])} in {_listed(facts, names)}:{end}{indent}{indent_unit(facts)}"
    return Repair(TITLE, (insertion(statement.start, text),))


def repair_form(facts: UnitFacts, form: OpenForm) -> Repair | None:
    """A form's `fields = "__all__"` as the list of those that a client may set; a serializer goes on showing what nobody sets any more."""
    if form.is_serializer:
        return _read_only(facts, form)
    hidden = {*form.privileged, *unnamable_fields(facts, form.schema), *read_only_fields(facts, form.schema)}
    names = [field.name for field in form.schema.fields if field.name not in hidden]
    if not names:
        return None
    quote = quote_of(facts)
    text = laid_out_list(facts, [f"{quote}{name}{quote}" for name in names], form.fields)
    return Repair(TITLE, (replacement(form.fields, text),))


def _read_only(facts: UnitFacts, form: OpenForm) -> Repair | None:
    """`read_only_fields = ["is_paid"]` in a serializer's `Meta`, or these fields among those that stand there."""
    statement, quote = statement_of(form.fields), quote_of(facts)
    title = f"Make {', '.join(f'`{each}`' for each in form.privileged)} read-only"
    names = [f"{quote}{each}{quote}" for each in form.privileged]
    meta = next((each for each in statement.ancestors() if isinstance(each, t.ClassDef)), None)
    there = next((each.value for each in meta.body if _is_read_only(each)), None) if meta is not None else None
    if isinstance(there, (t.List, t.Tuple)) and there.elts:
        return Repair(title, (insertion(there.elts[-1].end, f", {', '.join(names)}"),))
    line = whole_line(facts, statement)
    if meta is None or line is None or any(_is_read_only(each) for each in meta.body):
        return None
    indent, end = indentation(facts, statement), line_end(facts)
    begun = "" if facts.reading.text[line.start : line.end].endswith("\n") else end
    text = f"{begun}{indent}read_only_fields = [{', '.join(names)}]{end if not begun else ''}"
    return Repair(title, (insertion(line.end, text),))


def _is_read_only(statement: t.Stmt) -> TypeGuard[t.Assign]:
    return isinstance(statement, t.Assign) and any(last_name(e) == "read_only_fields" for e in statement.targets)


def _settable(facts: UnitFacts, schema: Schema | None) -> list[str]:
    if schema is None:
        return []
    hidden = read_only_fields(facts, schema) | unnamable_fields(facts, schema)
    return [
        f.name
        for f in schema.fields
        if not is_privileged(f.name)
        and not f.primary_key
        and f.name not in ("id", *schema.owner_fields)
        and f.name not in hidden
        and (not f.references or f.is_foreign_key)
    ]


def _listed(facts: UnitFacts, names: Iterable[str]) -> str:
    quote = quote_of(facts)
    items = [f"{quote}{name}{quote}" for name in names]
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
