"""What decides how much work a loop starts: the code itself, or data; and how far that can be told."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from offpath.catalogue.libraries.concurrency import LIMITING
from offpath.catalogue.libraries.requests import REQUEST_NAMES
from offpath.catalogue.words.lengths import OF_PROGRAMS, WITHOUT_S
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.attribute_changes import attribute_of
from offpath.facts.identity.sources import sources_of
from offpath.facts.shared.containers import KEPT_SHORT
from offpath.facts.shared.handed_lengths import LENGTH_HANDED
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.lengths import End, Length, Lengths, combined, reshaped_by
from offpath.syntax import tree as t


class Reason(Enum):
    """The kinds of evidence, in the words in which verdicts are counted."""

    DATA = "as many as data has"
    NAMED = "named as data"
    UNKNOWN = "how many cannot be told"
    ENDS = "ends what runs"
    BY_HAND = "run by hand"


def is_bounded(facts: UnitFacts, source: t.Expr) -> bool:
    """Whether the code itself, or whoever configures it, decides how many items there are."""
    return length_in(facts, source) is Length.CHOSEN


def length_in(facts: UnitFacts, source: t.Expr) -> Length | None:
    """What decides how many items an expression has, through callers as well."""
    function = facts.function_of(source)
    found = []
    for end in Lengths(facts.reading.symbols, lambda node: _said(facts, node)).ends(source):
        found.append(end.length or (_beyond(function, end) if function is not None else None))
    return combined(found)


def _said(facts: UnitFacts, node: t.Expr) -> Length | None:
    """What is known of an expression by constants, settings and tests."""
    is_chosen = fold(facts, node) is not None
    if isinstance(node, (t.Call, t.Attribute)):
        is_chosen = is_chosen or _is_configured(node)
    if isinstance(node, t.Call):
        is_chosen = is_chosen or any(k.arg in LIMITING and fold(facts, k.value) is not None for k in node.keywords)
    elif isinstance(node, t.Name) and facts.definitions(node):
        is_chosen = is_chosen or _length_is_checked(facts, node)
    elif isinstance(node, (t.Name, t.Attribute)):
        is_chosen = is_chosen or _is_written_out(facts, node)
    return Length.CHOSEN if is_chosen else None


def _is_configured(source: t.Call | t.Attribute) -> bool:
    """Whether whoever runs the program chose the items: `settings.SERVERS`, `Config.get("urls")`."""
    node: t.Expr = source.func if isinstance(source, t.Call) else source
    while isinstance(node, (t.Attribute, t.Call)):
        if isinstance(node, t.Attribute):
            node = node.value
            if not _CONFIGURING.isdisjoint(words(last_name(node))):
                return True
        else:
            node = node.func
    return False


_CONFIGURING = frozenset({"config", "settings", "conf", "environ", "configuration"})


def _is_written_out(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a global name stands for a display or an enumeration in the code itself."""
    found = facts.resolve(node)
    if found is None:
        return False
    if found.kind == "class":
        return found.internal
    return found.name in ("builtins.dict", "builtins.list", "builtins.tuple", "builtins.set") and not found.of


def _length_is_checked(facts: UnitFacts, name: t.Name) -> bool:
    function = facts.function_of(name)
    if function is None:
        return False
    for branch in function.own_nodes(t.If):
        measures = any(
            isinstance(n, t.Call) and last_name(n.func) == "len" and n.args and facts.text(n.args[0]) == name.id
            for n in branch.test.walk()
        )
        if (
            measures
            and isinstance(branch.test, t.Compare)
            and isinstance(branch.body[-1], (t.Raise, t.Return, t.Assign))
        ):
            return True
    return False


def _beyond(function: FunctionFacts, end: End) -> Length | None:
    """What is known of where a way back through the unit ends: of the client, of rows, of what callers hand over."""
    for source in sources_of(function).of(end.node):
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
    named = [source, *(end.node for end in Lengths(facts.reading.symbols).ends(source))]
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
            inner = reshaped_by(node)
            if inner is None:
                yield last_name(node.func)
                return
            if inner not in node.args:
                yield from (a.value for a in node.args[:1] if isinstance(a, t.Constant) and isinstance(a.value, str))
            node = inner
        else:
            node = node.value
    yield last_name(node)
