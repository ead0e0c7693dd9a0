"""Dictionaries of options that a module or an object keeps under a name, as far as they are written out."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.reading import UnitReading
from offpath.facts.code.symbols import Symbol, Symbols, last_name
from offpath.facts.functions.attribute_changes import attribute_of, object_name
from offpath.facts.summaries.contribution import DictionarySummary, Folded, WrittenDictionary
from offpath.facts.summaries.registrations import constant_of
from offpath.syntax import tree as t

_MOST_KEYS = 60
_CHANGING = frozenset({"update", "setdefault", "pop", "popitem", "clear", "__setitem__"})


def dictionaries_in(reading: UnitReading) -> Iterator[DictionarySummary]:
    """Every dictionary that a unit writes out under the name of a global, a class's attribute or an object's, and each global that it changes."""
    assigns: list[t.Assign | t.AnnAssign] = [*reading.parsed.nodes(t.Assign), *reading.parsed.nodes(t.AnnAssign)]
    for assign in assigns:
        targets = assign.targets if isinstance(assign, t.Assign) else [assign.target]
        for target in targets:
            if isinstance(target, t.Subscript):
                yield from _changed(reading, target.value)
            elif assign.value is not None and is_written(assign.value):
                name = _kept_as(reading, target)
                if name:
                    yield _described(name, assign.value, reading.symbols)
    for call in reading.parsed.nodes(t.Call):
        if isinstance(call.func, t.Attribute) and call.func.attr in _CHANGING:
            yield from _changed(reading, call.func.value)


def _described(name: str, value: t.Expr, symbols: Symbols) -> DictionarySummary:
    keys: list[tuple[str, Folded | None]] = []
    spread: list[Symbol] = []
    is_open = False
    for key, given in written_items(value):
        if key is not None and given is not None:
            keys.append((key, _folded(given)))
            continue
        symbol = symbols.of(given) if given is not None else None
        if symbol is None:
            is_open = True
        else:
            spread.append(symbol)
    return DictionarySummary(name, tuple(keys)[:_MOST_KEYS], tuple(spread), is_open or len(keys) > _MOST_KEYS)


def written_items(value: t.Expr) -> Iterator[tuple[str | None, t.Expr | None]]:
    """The items of a dictionary that is written out, with the key; without a key, what is spread into it, or (None, None): something that cannot
    be told.
    """
    if isinstance(value, t.Dict):
        for item in value.items:
            if item.key is None:
                yield None, item.value
            elif isinstance(item.key, t.Constant) and isinstance(item.key.value, str):
                yield item.key.value, item.value
            else:
                yield None, None
    elif isinstance(value, t.Call) and last_name(value.func) == "dict" and len(value.args) <= 1:
        for base in value.args:
            yield from [*written_items(base)] if is_written(base) else [(None, base)]
        for keyword in value.keywords:
            yield keyword.arg, keyword.value
    elif isinstance(value, t.BinOp) and value.op == "|":
        for side in (value.left, value.right):
            yield from [*written_items(side)] if is_written(side) else [(None, side)]
    else:
        yield None, None


def is_written(value: t.Expr) -> bool:
    """Whether an expression is a dictionary that is written out: a display, `dict(…)`, or two of them put together."""
    if isinstance(value, t.BinOp):
        return value.op == "|" and (is_written(value.left) or is_written(value.right))
    return isinstance(value, t.Dict) or (isinstance(value, t.Call) and last_name(value.func) == "dict")


def _folded(value: t.Expr) -> Folded | None:
    if isinstance(value, t.Dict):
        items = [(key, _folded(each) if each is not None else None) for key, each in written_items(value)]
        is_known = all(key is not None for key, _ in items)
        return Folded(WrittenDictionary(tuple((str(key), each) for key, each in items))) if is_known else None
    found = constant_of(value)
    is_none = isinstance(value, t.Constant) and value.value is None
    return Folded(found) if found is not None or is_none else None


def _changed(reading: UnitReading, target: t.Expr) -> Iterator[DictionarySummary]:
    if isinstance(target, t.Name) and all(
        d.value is None or is_written(d.value) for d in reading.symbols.definitions(target)
    ):
        name = _kept_as(reading, target)
        if name:
            yield DictionarySummary(name, (), (), is_open=True)


def _kept_as(reading: UnitReading, target: t.Expr) -> str:
    """The dotted name within its module under which a global or an attribute is kept; empty for locals."""
    around = next((each for each in target.ancestors() if isinstance(each, (t.FunctionDef, t.ClassDef))), None)
    if isinstance(target, t.Attribute) and isinstance(around, t.FunctionDef):
        own = object_name(around)
        attribute = attribute_of(target, own) if own else ""
        return ".".join((*reading.function_path(around)[:-1], attribute)) if attribute else ""
    if not isinstance(target, t.Name):
        return ""
    if isinstance(around, t.FunctionDef):
        is_local = bool(reading.symbols.definitions(target) or reading.symbols.flow_at(target).by_node.get(target))
        return target.id if not is_local or target.id in reading.symbols.flow_at(target).declared_global else ""
    if isinstance(around, t.ClassDef):
        return ".".join((*(reading.path if reading.kind == "class" else (around.name,)), target.id))
    return target.id
