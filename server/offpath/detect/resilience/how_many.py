"""What decides how much work a loop starts: the code itself, or data; and how far that can be told."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.libraries.requests import REQUEST_NAMES
from offpath.catalogue.words.lengths import OF_PROGRAMS, WITHOUT_S
from offpath.catalogue.words.verbs import words
from offpath.facts.code.attribute_changes import attribute_of
from offpath.facts.code.lengths import RESHAPING, VIEWS, End, Length, combined, ends
from offpath.facts.code.symbols import last_name
from offpath.facts.identity.sources import Sources
from offpath.facts.project.containers import KEPT_SHORT
from offpath.facts.project.handed_lengths import LENGTH_HANDED
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    DATA = "as many as data has"
    NAMED = "named as data"
    UNKNOWN = "how many cannot be told"
    ENDS = "ends what runs"
    BY_HAND = "run by hand"


def length_in(facts: UnitFacts, source: t.Expr) -> Length | None:
    """What decides how many items an expression has, through callers as well."""
    function = facts.function_of(source)
    found = []
    for end in ends(facts.reading.symbols, source):
        found.append(end.length or (_beyond(function, end) if function is not None else None))
    return combined(found)


def _beyond(function: FunctionFacts, end: End) -> Length | None:
    """What is known of where a way back through the unit ends: of the client, of rows, of what callers hand over."""
    for source in Sources(function).of(end.node):
        if source.is_client or (source.kind == "record" and source.access is not None and not source.access.one):
            return Length.GROWS
    if isinstance(end.node, t.Attribute) and isinstance(end.node.value, t.Name) and not end.is_element:
        handed = end.node.value
        if handed.id not in REQUEST_NAMES | {"self", "cls"} and _of_parameter(function, handed) is Length.GROWS:
            return Length.GROWS
    if end.is_element:
        return None
    if isinstance(end.node, t.Name):
        return _of_parameter(function, end.node)
    attribute = attribute_of(end.node, "self") if isinstance(end.node, t.Attribute) else ""
    if not attribute or not function.class_name:
        return None
    ask = function.unit.asking.ask
    if ask(KEPT_SHORT, function.class_name, attribute):
        return Length.CHOSEN
    return ask(LENGTH_HANDED, function.class_name, attribute.lstrip("_"))


def _of_parameter(function: FunctionFacts, name: t.Name) -> Length | None:
    found: list[Length | None] = []
    for definition in function.unit.definitions(name):
        owner = definition.scope
        if definition.kind != "parameter" or not isinstance(owner, t.FunctionDef):
            return None
        around = function.unit.function_at(owner)
        found.append(function.unit.asking.ask(LENGTH_HANDED, around.qualified_name, definition.name))
    return combined(found)


def speaks_of_data(facts: UnitFacts, source: t.Expr) -> bool:
    """Whether names say that there are as many as data has: those of the list, or of where it comes from, speak of things and of no part of a program."""
    named = [source, *(end.node for end in ends(facts.reading.symbols, source))]
    last = {word for node in named for name in _names(node) for word in words(name)[-1:]}
    return last.isdisjoint(OF_PROGRAMS) and any(word in WITHOUT_S or _is_plural(word) for word in last)


def _is_plural(word: str) -> bool:
    return len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "is", "status"))


def _names(node: t.Expr) -> Iterator[str]:
    """The names by which an expression is known: its own, a key's, the called function's."""
    while isinstance(node, (t.Await, t.Starred, t.Call, t.Subscript)):
        if isinstance(node, t.Subscript):
            if isinstance(node.index, t.Constant) and isinstance(node.index.value, str):
                yield node.index.value
            node = node.value
        elif isinstance(node, t.Call):
            name = last_name(node.func)
            if name in VIEWS | {"all", "get"} and isinstance(node.func, t.Attribute):
                yield from (a.value for a in node.args[:1] if isinstance(a, t.Constant) and isinstance(a.value, str))
                node = node.func.value
            elif name in RESHAPING and node.args:
                node = node.args[-1] if name in ("map", "filter") else node.args[0]
            else:
                yield name
                return
        else:
            node = node.value
    yield last_name(node)
