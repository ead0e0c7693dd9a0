"""Invented data: literal records, sample texts and random numbers that stand where real data is promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.libraries.routing import VIEW_METHODS
from offpath.catalogue.pass_through import Done
from offpath.catalogue.words import samples as catalogue
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.functions.drawing import DRAWS, WRITTEN_OUT
from offpath.facts.functions.outcomes import FAILURE, outcome_of
from offpath.facts.functions.promises import has_fixed_signature, is_declaration
from offpath.facts.routes.routes import ROUTE
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.values.constants import fold
from offpath.facts.values.influence import dead_parameters
from offpath.facts.values.trails import Ends, same
from offpath.facts.values.walking import once_for_each_place
from offpath.syntax import tree as t

_MAX_DEPTH = 4
NONE, POSSIBLE, TELLING = 0, 1, 2
"""How much an expression looks invented: not, as a literal record does, or beyond doubt."""


@dataclass(frozen=True, slots=True, eq=False)
class Invented:
    """What a function answers instead of what it promises."""

    node: t.Node | None
    """The fallback; None: the function answers nothing else."""
    is_random: bool
    certain: bool


def invented_answers(function: FunctionFacts) -> Iterator[Invented]:
    """What a function named for data answers that is invented, outside of except branches."""
    certain = _promises_data(function)
    if certain is None or function.summary.is_stub or is_declaration(function):
        return
    returns = [each for each in function.returns if each.value is not None]
    judged = [(each, strength(function, each.value)) for each in returns if each.value is not None]
    telling = [each for each, found in judged if found == TELLING and not _in_branch_of_failure(each)]
    whole = bool(judged) and all(found for _, found in judged)
    if certain and len(judged) == 1 and _is_number_whatever_is_asked(function, judged[0][0]):
        yield Invented(None, False, False)
        return
    chosen = len({function.unit.text(each) for each, _ in judged}) > 1
    if whole and (telling or (certain and not chosen and not _is_interface(function))) and not _reads(function):
        yield Invented(None, any(_is_random(function.unit, r) for r in returns), bool(telling))
        return
    if whole:
        return
    for each in telling:
        if not _echoes_work(function, each.value):
            yield Invented(each, _is_random(function.unit, each), True)


def _is_number_whatever_is_asked(function: FunctionFacts, answer: t.Return) -> bool:
    """Whether one fraction is answered whatever the function is handed: `return 0.42`."""
    value = answer.value
    is_fraction = isinstance(value, t.Constant) and isinstance(value.value, float) and not value.value.is_integer()
    return is_fraction and bool(dead_parameters(function)) and not has_fixed_signature(function)


def _is_interface(function: FunctionFacts) -> bool:
    """Whether somebody else says how a function looks, who may need one that answers a constant; a route's function answers clients."""
    route = function.unit.asking.ask(ROUTE, function.qualified_name)
    return has_fixed_signature(function) and (route is None or route.kind == "class")


def _promises_data(function: FunctionFacts) -> bool | None:
    """Whether a function's name promises data from somewhere: surely, mostly, or (None) not."""
    spoken = words(function.name)
    asks_store = any(access.operation == "read" for access in accesses_in(function))
    of_constants = _INVENTING if asks_store else catalogue.CONSTANT_WORDS
    if not spoken or not (of_constants | catalogue.RIGHTLY_DRAWN).isdisjoint((*spoken, *_of_its_class(function))):
        return None
    if spoken[0] in catalogue.FETCHING:
        return True
    return False if spoken[0] in catalogue.READING or _shows(function) else None


def _of_its_class(function: FunctionFacts) -> tuple[str, ...]:
    """The words of a view's class, where its method is called by a framework's name for it: `PlansView.get`."""
    return (
        words(function.class_name.rpartition(".")[2]) if function.class_name and function.name in VIEW_METHODS else ()
    )


def _shows(function: FunctionFacts) -> bool:
    """Whether a handler is asked to show something, whatever it is called, and the address speaks of no choice."""
    handler = function.unit.asking.ask(ROUTE, function.qualified_name)
    if handler is None or handler.methods != ("get",):
        return False
    return catalogue.CONSTANT_WORDS.isdisjoint(words(handler.path))


_INVENTING = catalogue.TELLING_NAMES | {"random", "seed", "test", "default", "defaults"}
"""Words of names that say themselves that data is invented, whatever is read."""


def _reads(function: FunctionFacts) -> bool:
    """Whether a function asks a store or another service for anything."""
    if any(access.operation == "read" for access in accesses_in(function)):
        return True
    return any(
        "sleep" not in function.unit.text(node) and not _is_of_what_it_was_given(function, node.value)
        for node in function.own_nodes(t.Await)
    )


def _is_of_what_it_was_given(function: FunctionFacts, awaited: t.Expr) -> bool:
    """Whether a call takes in what the function was handed: the bytes of an uploaded file, a request's body."""
    call = awaited.func if isinstance(awaited, t.Call) else None
    if (
        not isinstance(call, t.Attribute)
        or call.attr not in ("read", "json", "form", "body")
        or not isinstance(call.value, t.Name)
    ):
        return False
    definitions = function.unit.definitions(call.value)
    return bool(definitions) and all(each.kind == "parameter" for each in definitions)


@once_for_each_place
def strength(function: FunctionFacts, node: t.Expr, depth: int = 0) -> int:
    """How much an expression looks invented."""
    facts = function.unit
    if depth > _MAX_DEPTH:
        return NONE
    if isinstance(node, t.Name):
        return _of_name(function, node, depth)
    if isinstance(node, (t.Attribute, t.Subscript, t.Await)):
        return NONE
    chosen = [step.to for step in same(facts.reading.symbols, node) if isinstance(step.to, t.Expr)]
    if chosen and not isinstance(node, t.BoolOp):
        return min(strength(function, each, depth + 1) for each in chosen)
    if isinstance(node, t.Call):
        return _of_call(function, node, depth)
    if isinstance(node, t.Dict):
        if outcome_of(facts, node) == FAILURE or _is_marked(node):
            return NONE
        found = _of_record(function, [item.value for item in node.items if item.key is not None], depth)
        return TELLING if found and _is_measured(node) else found
    if isinstance(node, (t.List, t.Tuple)):
        return _of_list(function, node, depth)
    if isinstance(node, t.Comp) and isinstance(node.elt, t.Expr):
        counted = all(_counts(generator.iter) for generator in node.generators)
        return strength(function, node.elt, depth + 1) if counted else NONE
    if isinstance(node, t.BinOp):
        return TELLING if _draws(facts, node) else NONE
    return TELLING if _is_telling_text(node) and _is_plain(function, node) else NONE


def _is_measured(node: t.Dict) -> bool:
    """Whether a record holds numbers that somebody would have to measure: `total_users`, `revenue`, `average_rating`."""
    measured = [
        item
        for item in node.items
        if isinstance(item.key, t.Constant)
        and not catalogue.MEASURES.isdisjoint(words(str(item.key.value)))
        and catalogue.LAID_DOWN.isdisjoint(words(str(item.key.value)))
        and isinstance(item.value, t.Constant)
        and isinstance(item.value.value, (int, float))
        and item.value.value not in (0, 1, -1, 100)
    ]
    return len(measured) >= _FEWEST_CONSTANTS


def _is_marked(node: t.Dict) -> bool:
    """Whether an answer says itself that it is not the real one."""
    keys = {item.key.value for item in node.items if isinstance(item.key, t.Constant)}
    return not catalogue.MARKS.isdisjoint(key for key in keys if isinstance(key, str))


def _is_telling_text(node: t.Expr) -> bool:
    if isinstance(node, t.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, t.Constant) else "1" for part in node.values)
        return catalogue.TELLING_TEXT.search(text) is not None
    return (
        isinstance(node, t.Constant) and isinstance(node.value, str) and bool(catalogue.TELLING_TEXT.search(node.value))
    )


def _of_record(function: FunctionFacts, values: list[t.Expr], depth: int) -> int:
    """A record is invented where it holds constants and at most repeats what the function was given."""
    constants, telling = 0, False
    for value in values:
        if isinstance(value, t.List) and value.elts and all(isinstance(each, t.Constant) for each in value.elts):
            constants += 1
        elif isinstance(value, (t.Dict, t.List, t.Tuple, t.Comp)):
            found = strength(function, value, depth + 1)
            empty = isinstance(value, (t.Dict, t.List)) and not (
                value.items if isinstance(value, t.Dict) else value.elts
            )
            if not found and not empty:
                return NONE
            telling = telling or found == TELLING
            constants += bool(found)
        elif (_is_telling_text(value) and _is_plain(function, value)) or _draws(function.unit, value):
            telling, constants = True, constants + 1
        elif isinstance(value, t.Constant) and not isinstance(value.value, bool) and value.value:
            constants += 1
        elif not _is_plain(function, value):
            return NONE
    if telling:
        return TELLING
    return POSSIBLE if constants >= _FEWEST_CONSTANTS else NONE


_FEWEST_CONSTANTS = 2


def _is_plain(function: FunctionFacts, value: t.Expr) -> bool:
    """Whether a value only repeats a parameter, says the time, or is a constant."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, t.BinOp):
            pending += [node.right, node.left]
        elif isinstance(node, t.JoinedStr):
            pending += [part.value for part in node.values if isinstance(part, t.FormattedValue)]
        elif not _is_plain_term(function, node):
            return False
    return True


def _is_plain_term(function: FunctionFacts, value: t.Expr) -> bool:
    if isinstance(value, t.Name):
        definitions = function.unit.definitions(value)
        return bool(definitions) and all(d.kind == "parameter" or _counts(d.value) for d in definitions)
    if isinstance(value, t.Call):
        return last_name(value.func) in _PLAIN_CALLS
    if (
        isinstance(value, t.Attribute)
        and value.attr in ("filename", "content_type")
        and isinstance(value.value, t.Name)
    ):
        return all(d.kind == "parameter" for d in function.unit.definitions(value.value))
    return isinstance(value, (t.Constant, t.UnaryOp))


_PLAIN_CALLS = frozenset(
    {"now", "utcnow", "isoformat", "today", "uuid4", "str", "time", "timedelta", "date", "datetime", "hex"}
)


def _counts(value: t.Expr | None) -> bool:
    return isinstance(value, t.Call) and last_name(value.func) == "range"


def _of_list(function: FunctionFacts, node: t.List | t.Tuple, depth: int) -> int:
    if isinstance(node, t.Tuple) and any(isinstance(e, t.Constant) for e in node.elts):
        return NONE
    records = [strength(function, each, depth + 1) for each in node.elts]
    if not records or not all(records):
        return NONE
    return TELLING if TELLING in records or (len(records) > 1 and _has_identities(node)) else POSSIBLE


def _has_identities(node: t.List | t.Tuple) -> bool:
    """Whether the records of a list carry numbers or names of their own: `{"id": 1, …}, {"id": 2, …}`."""
    for each in node.elts:
        if not isinstance(each, t.Dict):
            return False
        keys = {item.key.value for item in each.items if isinstance(item.key, t.Constant)}
        if keys.isdisjoint(
            {"id", "order_id", "user_id", "email", "created_at", "price", "amount", "date", "timestamp"}
        ):
            return False
    return True


def _of_name(function: FunctionFacts, node: t.Name, depth: int) -> int:
    definitions = function.unit.definitions(node)
    if not definitions:
        if node.id[:1].isupper() and not node.id.isupper():
            return NONE  # a class: what it is called says what kind of thing it makes
        return TELLING if not catalogue.TELLING_NAMES.isdisjoint(words(node.id)) else NONE
    values = [step.to for step in same(function.unit.reading.symbols, node) if isinstance(step.to, t.Expr)]
    if len(values) != len(definitions) or any(_is_put_into(use) for d in definitions for use in d.uses):
        return NONE
    return min(strength(function, value, depth + 1) for value in values)


def _is_put_into(use: t.Name) -> bool:
    """Whether a local container is filled after it was made."""
    outer = use.parent
    if isinstance(outer, t.Subscript) and isinstance(outer.parent, (t.Assign, t.AugAssign)):
        return True
    return isinstance(outer, t.Attribute) and outer.attr in (
        "append",
        "extend",
        "update",
        "insert",
        "add",
        "setdefault",
    )


def _of_call(function: FunctionFacts, node: t.Call, depth: int) -> int:
    facts = function.unit
    if _draws(facts, node):
        return TELLING
    if _is_drawing_helper(facts, node):
        return TELLING
    made_up = _of_helper(facts, node)
    if made_up:
        return made_up
    name = last_name(node.func)
    if (
        name in ("jsonify", "JSONResponse", "JsonResponse", "Response", "json_response", "list", "dict")
        and len(node.args) == 1
    ):
        return strength(function, node.args[0], depth + 1)
    made = name[:1].isupper() and node.keywords and not node.args
    if made or (name == "dict" and node.keywords):
        return _of_record(function, [k.value for k in node.keywords if k.arg], depth)
    return NONE


def _draws(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a value is drawn at random."""
    calls = [each for each in node.walk() if isinstance(each, t.Call)]
    return any(
        last_name(call.func) in _DRAWING and facts.callee(call) in catalogue.RANDOM and not _chooses(facts, call)
        for call in calls
    )


def _chooses(facts: UnitFacts, call: t.Call) -> bool:
    """Whether one of given things is drawn, which are not written out: nothing is invented."""
    if last_name(call.func) not in ("choice", "choices", "sample"):
        return False
    named = (each.value for each in call.keywords if each.arg in ("seq", "population"))
    given = next(iter([*call.args, *named]), None)
    ends = Ends(facts.reading.symbols, _TAKEN_WHOLE).of(given) if given is not None else ()
    return any(isinstance(each.node, t.Expr) and not _is_written_out(facts, each.node) for each in ends)


_TAKEN_WHOLE = frozenset({Done.SAME, Done.ITEMS})


def _is_written_out(facts: UnitFacts, given: t.Expr) -> bool:
    """Whether what is drawn from stands in the code: a display, a text, a constant that is not empty, a `range`."""
    if isinstance(given, (t.List, t.Tuple, t.Set, t.Constant, t.Dict)):
        return True
    folded = fold(facts, given)
    return (folded is not None and bool(folded.value)) or (
        isinstance(given, t.Call) and last_name(given.func) == "range"
    )


def _is_drawing_helper(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a function of the project is called that draws what it answers, whatever it is handed, and asks nobody."""
    name = facts.callee(call)
    summary = facts.summary(name) if name else None
    if summary is None or DRAWS not in summary.traits or summary.returned_parameters:
        return False
    return not summary.accesses and catalogue.RIGHTLY_DRAWN.isdisjoint(words(summary.path[-1]))


def _of_helper(facts: UnitFacts, call: t.Call) -> int:
    """How much a function of the project looks as if it made up what it answers: it is handed nothing, asks nobody, and writes records out."""
    name = facts.callee(call)
    summary = facts.summary(name) if name and not call.args and not call.keywords else None
    if summary is None or WRITTEN_OUT not in summary.traits or summary.accesses:
        return NONE
    spoken = set(words(summary.path[-1]))
    if not spoken.isdisjoint(catalogue.TELLING_NAMES | {"test", "fallback", "hardcoded"}):
        return NONE if _is_switched(call) else TELLING
    return POSSIBLE if spoken.isdisjoint(catalogue.CONSTANT_WORDS | {"empty"}) else NONE


def _is_switched(call: t.Call) -> bool:
    """Whether a switch for it is asked: `if settings.USE_MOCKS: return get_mock_orders()`."""
    tests = (outer.test for outer in call.ancestors() if isinstance(outer, (t.If, t.IfExp)))
    named = (last_name(n) for test in tests for n in test.walk() if isinstance(n, (t.Name, t.Attribute)))
    return any(not _SWITCHING.isdisjoint({w.removesuffix("s") for w in words(name)}) for name in named)


_SWITCHING = catalogue.TELLING_NAMES | {"debug", "dev", "development", "local", "test", "testing", "offline", "dry"}


_DRAWING = frozenset(name.rpartition(".")[2] for name in catalogue.RANDOM)


def _is_random(facts: UnitFacts, node: t.Return) -> bool:
    return node.value is not None and _draws(facts, node.value)


def _echoes_work(function: FunctionFacts, node: t.Expr | None) -> bool:
    """Whether a value comes from a choice among what the function was given: `random.choice(candidates)`."""
    if not isinstance(node, t.Call):
        return False
    return (
        last_name(node.func) in ("choice", "choices", "sample") and bool(node.args) and isinstance(node.args[0], t.Name)
    )


def _in_branch_of_failure(node: t.Node) -> bool:
    return any(isinstance(each, t.ExceptHandler) for each in node.ancestors())
