"""Values that are called like secrets, and are none by what they are or by what is done with them: counters, slots of a limiter, marks of a context, texts
that were cut, defaults that the source tells everybody, roles that a policy asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from offpath.catalogue.words import private as catalogue
from offpath.catalogue.words.verbs import first_word, words
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_MOST_READS = 40
_MOST_NODES = 60


def is_no_secret(facts: UnitFacts, node: t.Expr, masks: Callable[[t.Call], bool]) -> bool:
    """Whether something that is called like a secret is none."""
    if _is_public_default(facts, node) or _is_of_policy(facts, node):
        return True
    if not isinstance(node, t.Name):
        return _is_handed_back(facts, node)
    return (
        any(_is_counted(facts, value) or is_cut(value, masks) for value in _values(facts, node))
        or any(each.kind == "augment" and _is_one_more(each.value) for each in facts.definitions(node))
        or _is_slot(facts, node)
    )


def _is_one_more(value: t.Expr | None) -> bool:
    return isinstance(value, t.Constant) and isinstance(value.value, int)


def _values(facts: UnitFacts, name: t.Name) -> Iterator[t.Expr]:
    for definition in facts.definitions(name):
        if definition.kind == "assign" and not definition.path and definition.value is not None:
            yield definition.value


def is_cut(value: t.Expr, masks: Callable[[t.Call], bool]) -> bool:
    """Whether a text is put together of pieces of a secret and of what is written out, and never of all of it: `f"{key[:4]}…"`."""
    pending, cut, steps = [value], False, 0
    while pending:
        node, steps = pending.pop(), steps + 1
        if steps > _MOST_NODES:
            return False
        if isinstance(node, t.Subscript) and isinstance(node.index, t.Slice):
            if not _is_piece(node.value, node.index):
                return False
            cut = True
        elif isinstance(node, t.Call) and masks(node):
            cut = True
        elif isinstance(node, t.IfExp):
            pending += [node.body, node.orelse]
        elif isinstance(node, (t.JoinedStr, t.BinOp, t.FormattedValue)):
            pending += [each for each in node.children() if isinstance(each, t.Expr)]
        elif not isinstance(node, t.Constant):
            return False
    return cut


def _is_piece(of: t.Expr, cut: t.Slice) -> bool:
    """Whether a slice leaves most of a secret out: `key[:4]`, `key[-4:]`; not `header[7:]`, which is the token in a header."""
    lower = cut.lower
    from_behind = isinstance(lower, t.UnaryOp) or (
        isinstance(lower, t.Constant) and isinstance(lower.value, int) and lower.value < 0
    )
    spoken = words(last_name(of)) if isinstance(of, (t.Name, t.Attribute)) else ()
    is_secret = spoken[-1:] == ("key",) or not catalogue.SECRET_WORDS.isdisjoint(spoken[-1:])
    return is_secret and (cut.upper is not None or from_behind)


def _is_counted(facts: UnitFacts, value: t.Expr) -> bool:
    """Whether a value is a number, or what a store counts under the same key."""
    if not isinstance(value, t.Call):
        return False
    if isinstance(value.func, t.Name) and value.func.id in ("int", "float", "len", "bool", "hash", "id"):
        return True
    name = last_name(value.func)
    if name in catalogue.COUNTING:
        return True
    function = facts.function_of(value)
    if function is None or name not in ("get", "getset") or not value.args:
        return False
    key = facts.text(value.args[0])
    counted = (call for call in function.calls if last_name(call.func) in catalogue.COUNTING and call.args)
    return any(facts.text(call.args[0]) == key for call in counted)


def _is_slot(facts: UnitFacts, name: t.Name) -> bool:
    """Whether a value stands for a place that is taken and given back, or is compared with a number."""
    for definition in facts.definitions(name):
        for read in definition.uses[:_MOST_READS]:
            outer = read.parent
            if isinstance(outer, t.Call) and read in outer.args and _gives_back(facts, outer):
                return True
            if isinstance(outer, t.Compare) and any(_is_number(facts, each) for each in outer.children()):
                return True
    return False


def _is_number(facts: UnitFacts, node: t.Node) -> bool:
    return isinstance(node, t.Name) and any(_is_counted(facts, value) for value in _values(facts, node))


def _is_handed_back(facts: UnitFacts, node: t.Expr) -> bool:
    function, text = facts.function_of(node), facts.text(node)
    if function is None or not isinstance(node, t.Attribute):
        return False
    return any(_gives_back(facts, call) and facts.text(call.args[0]) == text for call in function.calls if call.args)


def _gives_back(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a call takes a place of a limiter for what it is handed, gives it back, or puts a context variable back."""
    if not isinstance(call.func, t.Attribute):
        return False
    if call.func.attr in catalogue.TAKING_SLOTS:
        return True
    receiver = facts.resolve(call.func.value)
    return call.func.attr == "reset" and receiver is not None and receiver.name == "contextvars.ContextVar"


def _is_public_default(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a value is a default that stands in the source, and is called so."""
    name = last_name(node)
    if words(name)[:1] not in (("default",), ("demo",), ("sample",), ("example",)):
        return False
    folded = fold(facts, node)
    return (folded is not None and isinstance(folded.value, str)) or (isinstance(node, t.Attribute) and name.isupper())


def _is_of_policy(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether `credentials` are what a policy asks for: the caller's number and roles."""
    function = facts.function_of(node)
    if function is None or last_name(node) not in ("credentials", "creds"):
        return False
    return first_word(function.name) in catalogue.ENFORCING
