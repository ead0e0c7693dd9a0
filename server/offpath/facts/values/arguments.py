"""What a call is given by keyword, with the dictionaries that are spread into it.

    options = {"port": 8080}
    options["debug"] = True
    app.run(**options)

`arguments` knows of `port` and `debug`. What cannot be told, as `**kwargs` of the function's own, leaves the arguments open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from offpath.facts.code.symbols import last_name
from offpath.facts.shared.dictionaries import DICTIONARY
from offpath.facts.summaries.contribution import Folded
from offpath.facts.summaries.dictionaries import is_written, written_items
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.trails import only_value, unpacked
from offpath.syntax import tree as t

_MAX_DEPTH = 4
_READING = frozenset({"get", "items", "keys", "values", "copy"})


@dataclass(frozen=True, slots=True)
class Given:
    """One argument: its value where it stands in the unit, and the constant that it is, as far as that can be told."""

    value: t.Expr | None
    folded: Folded | None
    keyword: t.Keyword
    """The keyword argument, or the `**` that brings it."""

    @property
    def is_spread(self) -> bool:
        """Whether a dictionary brings it."""
        return self.keyword.arg is None

    def holds(self, value: object) -> bool:
        """Whether it is known to be exactly this value (and type)."""
        return self.folded is not None and type(self.folded.value) is type(value) and self.folded.value == value


@dataclass(slots=True)
class Arguments:
    """What is known of a call's keyword arguments."""

    given: dict[str, Given] = field(default_factory=dict)
    is_open: bool = False
    """Whether something is spread into the call that cannot be told."""


def arguments(facts: UnitFacts, call: t.Call) -> Arguments:
    """The keyword arguments of a call, through dictionaries that are spread into it."""
    found = Arguments()
    for keyword in call.keywords:
        if keyword.arg is not None:
            found.given[keyword.arg] = Given(keyword.value, fold(facts, keyword.value), keyword)
        else:
            _add(facts, found, keyword.value, keyword, 0)
    return found


def items_of(facts: UnitFacts, node: t.Expr, keyword: t.Keyword) -> Arguments:
    """What is in a dictionary that is handed over as an argument, as if it were spread into the call."""
    found = Arguments()
    _add(facts, found, node, keyword, 0)
    return found


def _add(facts: UnitFacts, found: Arguments, node: t.Expr, keyword: t.Keyword, depth: int) -> None:
    if depth > _MAX_DEPTH:
        found.is_open = True
    elif is_written(node):
        for key, value in written_items(node):
            if key is not None and value is not None:
                found.given[key] = Given(value, fold(facts, value), keyword)
            elif value is not None:
                _add(facts, found, value, keyword, depth + 1)
            else:
                found.is_open = True
    elif isinstance(node, t.Name) and facts.definitions(node):
        _add_local(facts, found, node, keyword, depth)
    elif isinstance(node, (t.Name, t.Attribute)):
        _add_kept(facts, found, node, keyword)
    elif (written := only_value(facts.reading.symbols, node)) is not node:
        _add(facts, found, written, keyword, depth + 1)
    else:
        found.is_open = True


def _add_kept(facts: UnitFacts, found: Arguments, node: t.Name | t.Attribute, keyword: t.Keyword) -> None:
    """What is in a dictionary that a module or a class keeps."""
    symbol = facts.symbol(node)
    known = facts.asking.ask(DICTIONARY, facts.module, symbol) if symbol is not None else None
    found.is_open = found.is_open or known is None or known.is_open
    for key, folded in known.keys if known is not None else ():
        found.given[key] = Given(None, folded, keyword)


def _add_local(facts: UnitFacts, found: Arguments, node: t.Name, keyword: t.Keyword, depth: int) -> None:
    """What is in a dictionary of the function's own, with what is put into it before it is spread."""
    definitions = facts.definitions(node)
    is_assigned = len(definitions) == 1 and definitions[0].kind == "assign" and definitions[0].value is not None
    value, is_part = unpacked(definitions[0]) if is_assigned else (None, False)
    if value is None or is_part:
        if definitions[0].kind == "import" and len(definitions) == 1:
            _add_kept(facts, found, node, keyword)
        else:
            found.is_open = True
        return
    _add(facts, found, value, keyword, depth + 1)
    for use in definitions[0].uses:
        if use is not node:
            _take_change(facts, found, use, keyword)


def _take_change(facts: UnitFacts, found: Arguments, use: t.Name, keyword: t.Keyword) -> None:
    """What one use of a dictionary puts into it."""
    parent = use.parent
    if isinstance(parent, t.Subscript) and parent.value is use:
        statement = parent.parent
        if isinstance(statement, t.Assign) and parent in statement.targets:
            key = fold(facts, parent.index)
            if key is not None and isinstance(key.value, str):
                found.given[key.value] = Given(statement.value, fold(facts, statement.value), keyword)
            else:
                found.is_open = True
        return
    if isinstance(parent, t.Attribute) and isinstance(parent.parent, t.Call) and parent.parent.func is parent:
        _take_call(facts, found, parent.parent, keyword)
        return
    if isinstance(parent, t.Keyword) and parent.arg is None:
        return
    if isinstance(parent, t.DictItem) and parent.key is None:
        return
    if isinstance(parent, (t.FormattedValue, t.Compare)) or (
        isinstance(parent, t.Call) and last_name(parent.func) in ("len", "print", "dict", "str", "repr", "list")
    ):
        return
    found.is_open = True


def _take_call(facts: UnitFacts, found: Arguments, call: t.Call, keyword: t.Keyword) -> None:
    name = last_name(call.func)
    if name == "update":
        for given in call.keywords:
            if given.arg is not None:
                found.given[given.arg] = Given(given.value, fold(facts, given.value), keyword)
            else:
                found.is_open = True
        for base in call.args:
            _add(facts, found, base, keyword, 1)
    elif name == "setdefault" and call.args:
        key = fold(facts, call.args[0])
        value = call.args[1] if len(call.args) > 1 else None
        if key is not None and isinstance(key.value, str):
            found.given.setdefault(key.value, Given(value, fold(facts, value), keyword))
        else:
            found.is_open = True
    elif name not in _READING:
        found.is_open = True
