"""Values that only bear a secret's name: tokens of parsers, paths of keys, types that print stars; and texts that are put together of secrets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from offpath.catalogue.words import private as catalogue
from offpath.catalogue.words.secret_names import is_secret_name
from offpath.catalogue.words.text_forms import STORE_PATH
from offpath.catalogue.words.verbs import words
from offpath.detect.error_handling.no_secrets import is_no_secret
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import CLASS
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.trails import unpacked
from offpath.syntax import tree as t

_PLAIN = ("builtins.bool", "builtins.int", "builtins.float")
_SHOWING_ALL = (
    "pydantic.BaseModel",
    "pydantic.main.BaseModel",
    "pydantic_settings.BaseSettings",
    "typing.NamedTuple",
    "msgspec.Struct",
)
_MOST_READS = 40


def only_bears_the_name(facts: UnitFacts, node: t.Expr, masks: Callable[[t.Call], bool]) -> bool:
    """Whether a value only bears a secret's name: a truth value, a number, a record, a class, a path, a constant that is none, a type that prints stars."""
    found = facts.resolve(node)
    if (
        found is not None
        and found.kind == "instance"
        and (found.name in _PLAIN or found.name in catalogue.PRINTING_STARS)
    ):
        return True
    if found is not None and found.internal and found.kind in ("instance", "class"):
        return found.kind == "class" or not _shows_secrets(facts, found.name)
    folded = fold(facts, node)
    if folded is not None and _is_open_text(folded.value):
        return True
    if _is_opened(facts, node) or is_no_secret(facts, node, masks):
        return True
    return isinstance(node, t.Name) and _is_other_thing(facts, node, masks)


def _is_open_text(value: object) -> bool:
    """Whether a constant is none that anybody keeps to himself: a path, an address, words."""
    return isinstance(value, str) and (
        value.startswith(("/", "http://", "https://")) or STORE_PATH.match(value) is not None
    )


def _shows_secrets(facts: UnitFacts, dotted: str) -> bool:
    """Whether a record shows its secrets where it is printed: its class says of no field that it is left out, and nothing of its own."""
    if any(
        facts.summary(f"{each}.{method}") is not None
        for each in facts.lineage(dotted)
        for method in ("__repr__", "__str__")
    ):
        return False
    described = facts.asking.ask(CLASS, dotted)
    if described is None:
        return False
    is_data = any(
        d.name.rpartition(".")[2] in ("dataclass", "define", "attrs", "s", "frozen") for d in described.decorators
    )
    if not is_data and not any(base in _SHOWING_ALL for base in facts.lineage(dotted)):
        return False
    for field in described.fields:
        kind = facts.resolve_symbol(field.type)
        is_masked = kind is not None and kind.name in catalogue.PRINTING_STARS
        if is_secret_name(field.name) and ("repr", False) not in field.keywords and not is_masked:
            return True
    return False


def _is_opened(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether the function opens what bears the name as a file: then it is the file's path."""
    function = facts.function_of(node)
    text = facts.text(node)
    if function is None or not isinstance(node, (t.Name, t.Attribute)):
        return False
    for call in function.calls:
        if call.args and last_name(call.func) in catalogue.TAKING_PATHS and facts.text(call.args[0]) == text:
            return True
        if any(each.arg in catalogue.NAMING_PATHS and facts.text(each.value) == text for each in call.keywords):
            return True
        if (
            isinstance(call.func, t.Attribute)
            and call.func.attr in catalogue.OPENING
            and facts.text(call.func.value) == text
        ):
            return True
    return False


def _is_other_thing(facts: UnitFacts, node: t.Name, masks: Callable[[t.Call], bool]) -> bool:
    definitions = facts.definitions(node)
    for definition in definitions:
        value = definition.value
        if definition.kind == "loop":
            return True
        if isinstance(value, t.Compare) or (isinstance(value, t.Call) and masks(value)):
            return True
        if isinstance(value, t.Call) and _is_record(facts, value):
            return True
        if any(_is_of_an_object(read) or _is_stored(read) for read in definition.uses[:_MOST_READS]):
            return True
    return False


def _is_record(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a call asks something for a record of a class that it is handed, and printing that shows no secret: `session.get(Token, 3)`, `Token.find(…)`."""
    found = facts.resolve(call.args[0]) if call.args and isinstance(call.args[0], (t.Name, t.Attribute)) else None
    if found is None and isinstance(call.func, t.Attribute) and call.func.attr in _FINDING:
        found = facts.resolve(call.func.value)
    return found is not None and found.internal and found.kind == "class" and not _shows_secrets(facts, found.name)


_FINDING = frozenset({"find", "get", "first", "find_by_id", "get_by_id", "get_or_none", "find_one", "lookup"})
"""Methods by which a class finds one of its records."""


def _is_of_an_object(read: t.Name) -> bool:
    """Whether a read asks for what no text has: `token.kind`, `token.cancel()`."""
    asked = read.parent
    return isinstance(asked, t.Attribute) and not hasattr(str, asked.attr) and not hasattr(bytes, asked.attr)


def _is_stored(read: t.Name) -> bool:
    """Whether a read hands a record to its session: `db.session.delete(token)`."""
    call = read.parent
    if not isinstance(call, t.Call) or call.args[:1] != [read] or not isinstance(call.func, t.Attribute):
        return False
    return (
        call.func.attr in ("delete", "add", "merge", "refresh", "expunge")
        and "session" in last_name(call.func.value).lower()
    )


_JOINING = frozenset({"join", "format", "str", "list", "tuple", "sorted", "set", "dumps", "repr", "strip", "map"})


_TAKING_OUT = frozenset({"get_secret_value", "get", "pop"})


def put_together_of(facts: UnitFacts, node: t.Name) -> Iterator[t.Expr]:
    """What a text or a list is put together of that a name stands for, parts that are joined, formatted, put in; or what it was taken out of."""
    for definition in facts.definitions(node):
        value, is_part = unpacked(definition) if definition.value is not None else (None, False)
        if definition.kind not in ("assign", "augment") or is_part or value is None:
            continue
        if _is_taken_out(value) and not catalogue.PLACES.isdisjoint(words(node.id)[-1:]):
            continue
        if isinstance(value, t.Call):
            if last_name(value.func) in _JOINING | _TAKING_OUT:
                yield value
        elif isinstance(value, _SHOWING) or _is_item(value) or _is_renamed(node, value):
            yield value
        if isinstance(value, t.List) or (isinstance(value, t.Call) and last_name(value.func) == "list"):
            yield from _put_in(definition.uses[:_MOST_READS])


_SHOWING = (t.JoinedStr, t.BinOp, t.Comp, t.List, t.Tuple, t.Set, t.IfExp, t.BoolOp, t.NamedExpr)
"""Expressions that a secret which stands in them is told with."""


def _is_renamed(name: t.Name, value: t.Expr) -> bool:
    """Whether a name that says nothing of a secret is given something as it is; what a name says itself stands."""
    return isinstance(value, (t.Name, t.Attribute)) and catalogue.SECRET_WORDS.isdisjoint(words(name.id))


def _is_taken_out(value: t.Expr) -> bool:
    return _is_item(value) or (isinstance(value, t.Call) and last_name(value.func) in _TAKING_OUT)


def _is_item(value: t.Expr) -> bool:
    return isinstance(value, t.Subscript) and isinstance(value.index, t.Constant)


def _put_in(reads: list[t.Name]) -> Iterator[t.Expr]:
    for read in reads:
        method = read.parent
        if isinstance(method, t.Attribute) and method.attr in ("append", "add", "extend", "insert"):
            call = method.parent
            if isinstance(call, t.Call) and call.func is method:
                yield from call.args
