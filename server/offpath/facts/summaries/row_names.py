"""Names that code gives to records and rows beside the fields of their models, wherever it does so."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, last_name
from offpath.facts.summaries.contribution import ANY_NAME
from offpath.syntax import tree as t

_NAMING = frozenset({"annotate", "alias"})
_LABELLING = frozenset({"label", "add_to_class"})
_MAKING_BASES = frozenset({"declarative_base", "automap_base", "SQLAlchemy", "registry", "as_declarative"})
_BASES = frozenset({"cls", "model_class", "base"})


def row_names_in(reading: UnitReading) -> Iterator[str]:
    """The names that queries give to what they compute."""
    for call in reading.parsed.nodes(t.Call):
        name = last_name(call.func)
        if name in _NAMING:
            yield from (keyword.arg or ANY_NAME for keyword in call.keywords)
        elif name in _LABELLING:
            yield from _text(call.args[0] if call.args else None)
        elif name in ("Prefetch", "extra"):
            yield from _text(call.keyword("to_attr"))
            select = call.keyword("select")
            for item in select.items if isinstance(select, t.Dict) else ():
                yield from _text(item.key)
        elif name in _MAKING_BASES:
            yield from (f"{last_name(k.value)}()" for k in call.keywords if k.arg in _BASES)


def given_attributes(reading: UnitReading) -> Iterator[tuple[str, Symbol | None]]:
    """The attributes that are set from outside, each with what they are set on."""
    targets = [target for node in reading.parsed.nodes(t.Assign) for target in node.targets]
    targets += [node.target for node in reading.parsed.nodes(t.AnnAssign)]
    for target in targets:
        if isinstance(target, t.Attribute) and last_name(target.value) not in ("self", "cls"):
            yield target.attr, reading.symbols.of(target.value)
    for call in reading.parsed.nodes(t.Call):
        if last_name(call.func) == "setattr" and len(call.args) > 1:
            yield from ((name, reading.symbols.of(call.args[0])) for name in _text(call.args[1]))
        yield from _added_fields(reading, call)


def _added_fields(reading: UnitReading, call: t.Call) -> Iterator[tuple[str, Symbol | None]]:
    """What Django's models get from outside: `Event.add_to_class("survey", ForeignKey(Survey))`, `field.contribute_to_class(Event, "survey")`."""
    if not isinstance(call.func, t.Attribute) or len(call.args) != 2:
        return
    if call.func.attr == "add_to_class":
        model, named, field = call.func.value, call.args[0], call.args[1]
    elif call.func.attr == "contribute_to_class":
        model, named, field = call.args[0], call.args[1], call.func.value
    else:
        return
    for name in _text(named):
        yield from ((each, reading.symbols.of(model)) for each in (name, f"{name}_id"))
    if isinstance(field, t.Call) and field.args and isinstance(field.args[0], (t.Name, t.Attribute)):
        back = list(_text(field.keyword("related_name"))) or [
            f"{last_name(model).lower()}{end}" for end in ("", "_set")
        ]
        yield from ((each, reading.symbols.of(field.args[0])) for each in back)


def _text(node: t.Expr | None) -> Iterator[str]:
    if isinstance(node, t.Constant) and isinstance(node.value, str):
        yield node.value
