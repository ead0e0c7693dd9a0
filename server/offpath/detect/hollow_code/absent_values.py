"""Values that may be absent, used as if they were there: `float(data.get("price"))`, `os.getenv("HOSTS").split(",")`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.catalogue.words import absent as catalogue
from offpath.catalogue.words.verbs import words
from offpath.detect.hollow_code.absence_checks import is_checked, what_fails
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.facts.values.trails import names_of
from offpath.syntax import tree as t

_RAISED = frozenset({"TypeError", "AttributeError", "KeyError", "LookupError"})


@dataclass(frozen=True, slots=True, eq=False)
class AbsentUse:
    """One use that fails where a value is absent."""

    read: t.Call
    """`data.get("price")`."""
    use: t.Expr | t.Stmt
    """What fails: the conversion, the subscript, the attribute, the operation, the loop."""
    of_environment: bool
    key: str
    receiver: t.Expr | None
    """What is asked; None for `getenv(…)`."""
    what: str
    """What the use does: `float`, `[…]`, `.split`, `*`, `for`, `in`."""
    direct: bool
    """Whether the read itself is used, not a name that it was bound to."""


def absent_uses(facts: UnitFacts) -> Iterator[AbsentUse]:
    """Every such use of a unit, once for each read."""
    for call in facts.nodes(t.Call):
        of_environment = reads_environment(facts, call)
        if not of_environment and not _reads_mapping(facts, call):
            continue
        found = _failing_use(facts, call, of_environment)
        if found is not None and not is_caught(found.use, _RAISED):
            yield found


def reads_environment(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a call reads an environment variable and has no default for it."""
    if last_name(call.func) not in ("getenv", "get") or not _asks_without_default(facts, call):
        return False
    return facts.callee(call) in catalogue.ENVIRONMENT_READS


def is_answer_of_own_client(facts: UnitFacts, each: AbsentUse) -> bool:
    """Whether what is asked is the JSON that the object's own method, or a function of the project, got from a server: both keep to one contract."""
    answer = stripped(each.receiver) if each.receiver is not None else None
    if not isinstance(answer, t.Call) or last_name(answer.func) != "json" or not isinstance(answer.func, t.Attribute):
        return False
    response = answer.func.value
    made = facts.definitions(response) if isinstance(response, t.Name) else ()
    calls = [stripped(each.value) for each in made if each.value is not None]
    return bool(calls) and all(isinstance(call, t.Call) and _is_of_own(facts, call) for call in calls)


def _is_of_own(facts: UnitFacts, call: t.Call) -> bool:
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    if isinstance(receiver, t.Name) and receiver.id == "self":
        return True
    found = facts.resolve(call.func)
    return found is not None and found.internal


def is_tested(facts: UnitFacts, read: t.Call) -> bool:
    """Whether the function asks whether what a read answers is there: directly, or by the name that it is bound to."""
    key = str(read.args[0].value) if isinstance(read.args[0], t.Constant) else ""
    named = [definition.name for definition in names_of(facts.reading.symbols, read)]
    return any(is_checked(facts, read, key, name) for name in (named or (None,)))


def _asks_without_default(facts: UnitFacts, call: t.Call) -> bool:
    first = call.args[0] if call.args else None
    if not isinstance(first, t.Constant) or not isinstance(first.value, str) or call.keywords:
        return False
    return len(call.args) == 1 or (len(call.args) == 2 and is_constant(facts, call.args[1], None))


def _reads_mapping(facts: UnitFacts, call: t.Call) -> bool:
    if not isinstance(call.func, t.Attribute) or call.func.attr != "get":
        return False
    if not _asks_without_default(facts, call) and not _has_empty_default(call):
        return False
    key = str(call.args[0].value) if isinstance(call.args[0], t.Constant) else ""
    if "/" in key or "{" in key or not key:
        return False
    receiver = call.func.value
    kind = facts.type_of(receiver)
    if kind:
        return kind.startswith(catalogue.MAPPINGS)
    found = facts.resolve(receiver)
    if found is not None and found.kind in ("module", "class"):
        return False
    last = words(last_name(receiver))
    return not last or last[-1] not in catalogue.STORES or (last == ("session",) and _is_web_session(facts, receiver))


def _is_web_session(facts: UnitFacts, receiver: t.Expr) -> bool:
    return isinstance(receiver, t.Attribute) and last_name(receiver.value) in ("request", "req")


def _has_empty_default(call: t.Call) -> bool:
    """Whether a call asks with an empty default and its answer is asked for an element at once: `get("user", {})["id"]`."""
    default = call.args[1] if len(call.args) == 2 and not call.keywords else None
    is_empty = (isinstance(default, t.Dict) and not default.items) or (
        isinstance(default, (t.List, t.Tuple)) and not default.elts
    )
    outer = call.parent
    return (
        is_empty
        and isinstance(call.args[0], t.Constant)
        and isinstance(call.args[0].value, str)
        and isinstance(outer, t.Subscript)
        and outer.value is call
        and not isinstance(outer.index, t.Slice)
    )


def _failing_use(facts: UnitFacts, call: t.Call, of_environment: bool) -> AbsentUse | None:
    receiver = call.func.value if isinstance(call.func, t.Attribute) else None
    key = str(call.args[0].value) if isinstance(call.args[0], t.Constant) else ""
    direct = what_fails(call)
    if direct is not None:
        use, what = direct
        checked = is_checked(facts, call, key, None)
        return None if checked else AbsentUse(call, use, of_environment, key, receiver, what, True)
    named = [*names_of(facts.reading.symbols, call)]
    if not named or any(is_checked(facts, call, key, definition.name) for definition in named):
        return None
    for read in (read for definition in named for read in definition.uses):
        found = what_fails(read)
        if found is not None and len(facts.definitions(read)) == 1 and not is_caught(found[0], _RAISED):
            return AbsentUse(call, found[0], of_environment, key, receiver, found[1], False)
    return None
