"""What is lost where two callers at once pass one test: whether that matters follows from what is asked, what is written, and what else is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from offpath.catalogue.libraries.transactions import PAYING, SIDE_TABLES, TELLING
from offpath.catalogue.words.amounts import is_scarce
from offpath.catalogue.words.samples import RANDOM
from offpath.catalogue.words.states import says_of_one_use, says_put_away
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.flow.conditions import tests_passed
from offpath.facts.flow.flow import Definition
from offpath.facts.flow.order import can_follow
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.sql.ast import Literal
from offpath.facts.summaries.contribution import Folded
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.origins import Origin, Origins
from offpath.facts.updates.promised import does_beyond, is_failure, refusal_of
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_TIMES = frozenset({"now", "utcnow", "today", "time", "localtime", "timestamp"})
_DRAWN = frozenset(
    {word for name in RANDOM for word in words(name.rpartition(".")[2])}
    | {"secrets", "uuid", "random", "rand", "rndstr", "token"}
)
_MOST_STEPS = 4


class Harm(Enum):
    """What it is that two callers do, in the words in which verdicts are counted."""

    AMOUNT = "guard of an amount"
    """The store itself counts down (or up), and only the test kept the number in its bounds."""
    BOUND = "highest so far"
    """The written value had to be above (or below) the stored one: the lower of two may come last."""
    DONE = "done once"
    """Who passes does something that is not to be done twice: another record, a payment, a job."""
    ONE_USE = "of one use"
    """A voucher, a token, an invitation is used up, and who comes second was to be refused."""
    CLAIM = "taken by one"
    """What was free is given to the caller; the second takes it from the first."""
    DECIDED = "decided by one"
    """The state, or who decided, is the caller's: the second decision replaces the first."""
    TOLD = "told twice"
    """Somebody gets a message a second time."""
    CACHED = "kept in a cache"
    """A mark in a cache that is looked for, then set."""
    STATE = "state alone"
    """Both write the same state, and nothing else follows but that the second is not refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """A column that gets a value, and what writes it."""

    column: str
    value: t.Expr | None
    relative: bool
    at: t.Node
    assigned: t.Node
    write: DataAccess | None
    read: DataAccess

    def constant(self, function: FunctionFacts) -> Folded | None:
        """The constant that is written, be it in the text of an SQL statement; None: it is none, or cannot tell."""
        if self.value is not None:
            return fold(function.unit, self.value)
        statement = self.write.statement if self.write is not None else None
        for each in statement.assignments if statement is not None else ():
            if each.column == self.column and isinstance(each.value, Literal):
                return Folded(each.value.value)
        return None


def harm_of(
    function: FunctionFacts, origins: Origins, update: Update, test: t.Expr, holds: bool, *, asked: bool = False
) -> Harm | None:
    """What is lost where two callers pass; None: nothing that anybody would notice. `asked`: the look itself asked for the column."""
    refusal = refusal_of(function, test, update.assigned)
    if _returns_what_was_read(origins, update, refusal):
        return None
    if update.relative and not _is_time(update.value):
        return Harm.AMOUNT
    if not asked and (_is_so_already(function, origins, update, test, holds) or _is_chosen_by(update, test)):
        return None
    beyond = tuple(does_beyond(function, test, update.at))
    if update.read.store == "cache":
        return Harm.CACHED if beyond and not any(_pays(call) for call in beyond) else _of_cache(beyond)
    is_refused = is_failure(function, refusal, update.at)
    if is_refused and _is_bound(function, update, test):
        return Harm.BOUND
    if _answers_alike(function, refusal, update.at):
        beyond = tuple(call for call in beyond if _pays(call))
    if any(_is_done(function, call) for call in beyond) or _changes_others(function, origins, update, test):
        return Harm.DONE
    leaves = bool(refusal) and not _answers_alike(function, refusal, update.at)
    return _of_value(function, update, test, _Ending(holds, asked, is_refused, leaves, bool(beyond)))


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a test ended where the update is made, and what follows where it ended otherwise."""

    holds: bool
    asked: bool
    is_refused: bool
    leaves: bool
    tells: bool


def _of_value(function: FunctionFacts, update: Update, test: t.Expr, ending: _Ending) -> Harm | None:
    varies = _varies(function, update.value)
    if varies and (ending.leaves or ending.tells) and (ending.asked or _says_free(test, ending.holds)):
        return Harm.CLAIM
    if ending.is_refused and says_of_one_use(update.column, _said(function, update)):
        return Harm.ONE_USE
    is_put_away = _is_flag(function, update) and says_put_away(update.column)
    if ending.is_refused and (varies or (_others_vary(function, update) and not is_put_away)):
        return Harm.DECIDED
    if ending.tells and not is_put_away:
        return Harm.TOLD
    if not ending.is_refused or not is_same_for_all(function, update.value) or _is_flag(function, update):
        return None
    return Harm.STATE


def _of_cache(beyond: tuple[t.Call, ...]) -> Harm | None:
    return Harm.DONE if beyond else None


# -- what is asked


def _returns_what_was_read(origins: Origins, update: Update, refusal: list[t.Stmt]) -> bool:
    """Whether who comes later is given the value that is there: a value that is filled once, by whomever."""
    last = refusal[-1] if refusal else None
    if not isinstance(last, t.Return) or last.value is None:
        return False
    return any(is_written(origin, update) for origin in origins.of(last.value))


def _answers_alike(function: FunctionFacts, refusal: list[t.Stmt], at: t.Node) -> bool:
    """Whether who comes later is answered as who came first is: `return self.show(cache)`."""
    last = refusal[-1] if refusal else None
    if not isinstance(last, t.Return) or last.value is None or isinstance(last.value, t.Constant):
        return False
    said = function.unit.text(last.value)
    later = (each.value for each in function.returns if each is not last and each.start > at.start)
    return any(value is not None and function.unit.text(value) == said for value in later)


def is_written(origin: Origin, update: Update) -> bool:
    """Whether a value is what was read of the column that is written."""
    column = origin.column or ("value" if origin.access.scalar else "")
    return origin.access is update.read and _is_called(column, update.column)


def _is_called(column: str, written: str) -> bool:
    return bool(column) and column.lower().removeprefix("_") == written.partition(".")[0].lower().removeprefix("_")


def _is_so_already(function: FunctionFacts, origins: Origins, update: Update, test: t.Expr, holds: bool) -> bool:
    """Whether what is written is what the test was about: what is there, what the test has found to be there, or what it looked to be missing."""
    value, written = update.value, update.constant(function)
    if written is not None and isinstance(written.value, bool) and not isinstance(test, t.Compare):
        return written.value is holds
    if value is None:
        return False
    if any(is_written(origin, update) and not origin.computed for origin in origins.of(value)):
        return True
    if not isinstance(test, t.Compare) or test.ops[0] not in ("==", "!=", "is", "is not"):
        return False
    text, sides = function.unit.text(value), (test.left, test.comparators[0])
    is_equal = holds is (test.ops[0] in ("==", "is"))
    if isinstance(value, t.Constant):
        return is_equal and any(isinstance(side, t.Constant) and side.value == value.value for side in sides)
    return any(function.unit.text(side) == text for side in sides) or (
        is_equal and any(function.unit.text(side).startswith(f"{text}.") for side in sides)
    )


def _is_chosen_by(update: Update, test: t.Expr) -> bool:
    """Whether a loop makes the value that is written, until it is another than the stored one: whoever comes last has written."""
    loop = next((each for each in test.ancestors() if isinstance(each, (t.If, t.While, t.Assert))), None)
    if not isinstance(loop, t.While) or not isinstance(update.value, t.Name):
        return False
    name = update.value.id
    made = (target for node in loop.walk() if isinstance(node, t.Assign) for target in node.targets)
    return any(isinstance(target, t.Name) and target.id == name for target in made)


def _is_bound(function: FunctionFacts, update: Update, test: t.Expr) -> bool:
    """Whether the written value was compared with the stored one for being more or less."""
    if update.value is None or isinstance(update.value, t.Constant):
        return False
    text = function.unit.text(update.value)
    return any(
        isinstance(part, t.Compare)
        and part.ops[0] in ("<", "<=", ">", ">=")
        and text in (function.unit.text(part.left), function.unit.text(part.comparators[0]))
        for part in test.walk()
    )


def _says_free(test: t.Expr, holds: bool) -> bool:
    """Whether a test has found, where it ended like this, that there is nothing: `row.holder is None`, `not row.holder`."""
    if not isinstance(test, t.Compare):
        return not holds
    right = test.comparators[0]
    is_nothing = isinstance(right, t.Constant) and right.value in (None, "", 0)
    return is_nothing and holds is (test.ops[0] in ("is", "=="))


# -- what is written


def is_same_for_all(function: FunctionFacts, value: t.Expr | None) -> bool:
    """Whether every caller writes the same: a constant, a member of an enumeration, the time."""
    if value is None or isinstance(value, t.Constant) or fold(function.unit, value) is not None:
        return True
    if isinstance(value, t.Attribute):
        return value.attr.isupper() or last_name(value.value)[:1].isupper() or value.attr == "value"
    return _is_time(value)


def _is_time(value: t.Expr | None) -> bool:
    return isinstance(value, t.Call) and not _TIMES.isdisjoint((last_name(value.func), *words(last_name(value.func))))


def _is_flag(function: FunctionFacts, update: Update) -> bool:
    """Whether a value is one of two: a yes or no, or nothing at all."""
    folded = update.constant(function)
    return folded is not None and (folded.value is None or isinstance(folded.value, bool) or folded.value in (0, 1))


def _said(function: FunctionFacts, update: Update) -> str:
    """The state that is written, as text: `"used"`, `Status.REDEEMED`."""
    folded, value = update.constant(function), update.value
    if folded is not None and isinstance(folded.value, str):
        return folded.value
    if isinstance(value, t.Attribute):
        return last_name(value.value) if value.attr == "value" else value.attr
    return ""


def _varies(function: FunctionFacts, value: t.Expr | None) -> bool:
    """Whether what one caller writes is not what another would: it comes from what they were handed, and is not drawn by lot."""
    if value is None or is_same_for_all(function, value):
        return False
    return not _is_drawn(function, value) and any(_is_handed(function, name, 0) for name in _names(value))


def _names(value: t.Node) -> Iterator[t.Name]:
    return (node for node in value.walk() if isinstance(node, t.Name))


def _is_handed(function: FunctionFacts, name: t.Name, steps: int) -> bool:
    definitions = function.unit.definitions(name)
    if not definitions or steps > _MOST_STEPS:
        return name.id in _AMBIENT or steps > _MOST_STEPS
    return any(_is_of_caller(function, each, steps) for each in definitions)


def _is_of_caller(function: FunctionFacts, definition: Definition, steps: int) -> bool:
    if definition.kind == "parameter":
        return getattr(definition.node, "name", "") not in ("self", "cls")
    if definition.value is None:
        return definition.kind not in ("function", "class", "import")
    return any(_is_handed(function, each, steps + 1) for each in _names(definition.value))


_AMBIENT = frozenset({"request", "current_user", "g", "session"})
"""Names by which modules know who calls, without being handed it."""


def _is_drawn(function: FunctionFacts, value: t.Expr) -> bool:
    if isinstance(value, t.Name):
        made = [each.value for each in function.unit.definitions(value)]
        return bool(made) and all(
            each is not None and not isinstance(each, t.Name) and _is_drawn(function, each) for each in made
        )
    calls = (node for node in value.walk() if isinstance(node, t.Call))
    return any(not _DRAWN.isdisjoint(words(last_name(call.func))) for call in calls)


def _others_vary(function: FunctionFacts, update: Update) -> bool:
    """Whether something else that is written with it is the caller's: `approved_by = current_user.id`."""
    if update.write is not None and any(_varies(function, each.value) for each in update.write.values):
        return True
    assigned = update.assigned.targets[0] if isinstance(update.assigned, t.Assign) else None
    if not isinstance(assigned, t.Attribute):
        return False
    record = function.unit.text(assigned.value)
    return any(
        isinstance(target, t.Attribute) and function.unit.text(target.value) == record and _varies(function, node.value)
        for node in function.own_nodes(t.Assign)
        if can_follow(node, update.at) or can_follow(update.assigned, node)
        for target in node.targets
    )


# -- what else is done


def _is_done(function: FunctionFacts, call: t.Call) -> bool:
    """Whether a call does something that lasts, beside telling somebody and keeping a log."""
    for access in accesses_in(function):
        if access.call is call:
            return not _only_accompanies(access)
    return _pays(call) or TELLING.isdisjoint(words(last_name(call.func)))


def _pays(call: t.Call) -> bool:
    name = last_name(call.func)
    return not PAYING.isdisjoint(words(name)) or is_scarce(name)


def _only_accompanies(access: DataAccess) -> bool:
    spoken = {*words(access.target), *words(access.model.name.rpartition(".")[2] if access.model is not None else "")}
    return not SIDE_TABLES.isdisjoint(spoken) and _GIVING_ACCESS.isdisjoint(spoken)


_GIVING_ACCESS = frozenset({"token", "tokens", "session", "sessions"})
"""Words of tables whose records let somebody in."""


def _changes_others(function: FunctionFacts, origins: Origins, update: Update, test: t.Expr) -> bool:
    """Whether who passes adds a record, or changes a number of another one, too."""
    return any(
        any(each.test is test for each in tests_passed(function.unit, node))
        for node in (*_added(function, origins), *_counted(function, update))
        if node.start > test.end
    )


def _added(function: FunctionFacts, origins: Origins) -> Iterator[t.Node]:
    for access in accesses_in(function):
        if access.operation == "insert" and access.record is not None and not _only_accompanies(access):
            if not any(not origin.column for origin in origins.of_parts(access.record)):
                yield access.call


def _counted(function: FunctionFacts, update: Update) -> Iterator[t.Node]:
    own = update.assigned.targets[0] if isinstance(update.assigned, t.Assign) else None
    record = function.unit.text(own.value) if isinstance(own, t.Attribute) else ""
    for node in function.own_nodes(t.AugAssign):
        target = node.target
        if isinstance(target, t.Attribute) and isinstance(target.value, t.Name):
            if function.unit.text(target.value) not in (record, "self"):
                yield node
