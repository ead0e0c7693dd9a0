"""Records that are created because none was found: two callers at once both find none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names
from offpath.facts.flow.conditions import conditions_by_binding
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import stripped
from offpath.facts.stores.fields import normalised
from offpath.facts.stores.reading import accesses_in
from offpath.facts.stores.unique import Uniqueness, uniqueness
from offpath.facts.transactions.locking import is_guarded
from offpath.facts.transactions.prepared import is_filled_before, prepares
from offpath.facts.transactions.settled import is_settled
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.either_way import is_made_either_way
from offpath.facts.updates.origins import Origin, Origins
from offpath.facts.updates.other_records import is_about_others
from offpath.syntax import tree as t

_ABSENT, _PRESENT = "absent", "present"
_SMALLER, _GREATER = ("<", "<="), (">", ">=")


@dataclass(frozen=True, slots=True, eq=False)
class FirstCheck:
    """A look for a record, and the creation that follows where there is none."""

    look: DataAccess
    act: DataAccess
    decision: t.If | t.ExceptHandler
    refusal: tuple[t.Stmt, ...]
    """What is done instead where there is one; empty: nothing that leaves."""
    columns: tuple[str, ...]
    """The columns by which it is looked for, and which the new record gets; empty: cannot tell."""
    certain: bool
    uniqueness: Uniqueness
    """Whether the store refuses a second one of what was looked for."""
    plain: bool
    """Whether the condition asks nothing but whether there is one, so that a second caller's answer is the same as a late caller's."""


def first_checks(function: FunctionFacts) -> Iterator[FirstCheck]:
    """Every such pair of a function, but where a lock, a unique constraint's error or an upsert settles it."""
    accesses = accesses_in(function)
    creations = [access for access in accesses if _creates(function, access)]
    looks = [a for a in accesses if a.reads and not a.lazy and (a.filters or spread_keys(function, a.call))]
    if not creations or not looks or prepares(function):
        return
    origins = Origins(function)
    for act in creations:
        for look in looks:
            found = _judged(function, origins, look, act)
            if found is not None and not is_made_either_way(function, act, creations, found.decision, found.columns):
                yield found
                break


def _creates(function: FunctionFacts, access: DataAccess) -> bool:
    if access.operation == "insert" or _saves_new(function, access):
        return True
    if access.store == "hosted" and last_name(access.call.func) == "put_item":
        return not access.conditional
    if access.store == "hosted" and last_name(access.call.func) == "set":
        return not any(k.arg == "merge" for k in access.call.keywords)
    is_set = access.store == "redis" and access.operation == "update" and last_name(access.call.func) in ("set", "hset")
    return is_set and not any(k.arg in ("nx", "xx") for k in access.call.keywords)


def _saves_new(function: FunctionFacts, access: DataAccess) -> bool:
    """Whether a record that the function has just made is saved: `vote = Vote(…); vote.save()`, `Vote(…).save()`."""
    if last_name(access.call.func) not in ("save", "asave"):
        return False
    if isinstance(access.record, t.Call):
        return last_name(access.record.func)[:1].isupper()
    if not isinstance(access.record, t.Name):
        return False
    made = [definition.value for definition in function.unit.definitions(access.record)]
    return bool(made) and all(isinstance(each, t.Call) and last_name(each.func)[:1].isupper() for each in made)


def _target_of(function: FunctionFacts, act: DataAccess) -> str:
    """The table or model of what is created; where a helper only says "a record", the class that the record is made of."""
    if act.target:
        return act.target
    made: list[t.Expr | None] = [act.record]
    if isinstance(act.record, t.Name):
        made = [definition.value for definition in function.unit.definitions(act.record)]
    return next((last_name(each.func).lower() for each in made if isinstance(each, t.Call)), "")


def _judged(function: FunctionFacts, origins: Origins, look: DataAccess, act: DataAccess) -> FirstCheck | None:
    if look.store != act.store or look.call.start > act.call.start or look.call is act.call:
        return None
    if act.store == "redis" and last_name(look.call.func) not in ("exists", "hexists"):
        return None
    shared = _shared_columns(function, look, act)
    if shared is None:
        return None
    if is_about_others(function, look, act, shared):
        return None
    decided = _decision(function, origins, look, act.call) or _missed(look, act.call)
    if decided is None or is_guarded(function, look, act.call):
        return None
    held = _uniqueness(function, look)
    if is_settled(function, act.call, held) or is_filled_before(function, look):
        return None
    decision, refusal = decided
    certain = bool(shared) and look.certainty == "known"
    plain = isinstance(decision, t.If) and _asks_nothing_else(decision, refusal)
    return FirstCheck(look, act, decision, refusal, shared, certain, held, plain)


def _uniqueness(function: FunctionFacts, look: DataAccess) -> Uniqueness:
    """Whether the store refuses a second record that answers to what was looked for."""
    if look.store in ("repository", "redis", "hosted", "mongo", "cache"):
        return Uniqueness.UNKNOWN
    equal = [each.column for each in look.filters if each.op in ("=", "iexact", "exact", "is") and each.conjunctive]
    model = look.model.name if look.model is not None and look.model.internal else look.target
    return uniqueness(function.unit, model, equal)


def _shared_columns(function: FunctionFacts, look: DataAccess, act: DataAccess) -> tuple[str, ...] | None:
    """The columns that a look and a creation have in common; None: they are about different things."""
    if look.store == "repository":
        same = look.receiver is not None and act.receiver is not None
        if not same or function.unit.text(look.receiver) != function.unit.text(act.receiver):  # type: ignore[arg-type]
            return None
        looked = [function.unit.text(a) for a in look.call.args]
        given = {function.unit.text(n) for n in act.call.walk() if isinstance(n, t.Expr)}
        return () if looked and all(text in given for text in looked) else None
    if not _target_of(function, act) and _of_generic_repository(function, look, act):
        return _given_by_name(function, look, act)
    if not look.target or normalised(look.target) != normalised(_target_of(function, act)):
        return None
    equal = [each.column.removesuffix("_id") for each in look.filters if each.op in ("=", "iexact", "exact")]
    if act.store == "redis":
        return ("key",) if [f.value for f in look.filters] and _same_key(function, look, act) else None
    if act.store == "hosted" and last_name(act.call.func) == "set":
        keys = [[function.unit.text(f.value) for f in each.filters if f.value is not None] for each in (look, act)]
        return ("id",) if keys[0] and keys[0] == keys[1] else None
    spread = spread_keys(function, look.call) & spread_keys(function, _maker(function, act))
    if spread:
        return tuple(sorted(spread))
    written = [value.column for value in act.values] or _constructed(function, act)
    if not written:
        return ()
    shared = tuple(column for column in written if column.removesuffix("_id") in equal)
    return shared or None


def _of_generic_repository(function: FunctionFacts, look: DataAccess, act: DataAccess) -> bool:
    """Whether one repository looks and creates, by a method that makes records of whatever model it was made for."""
    if not look.through or not act.through or look.receiver is None or act.receiver is None:
        return False
    return function.unit.text(look.receiver) == function.unit.text(act.receiver) and not isinstance(
        look.receiver, t.Call
    )


def _given_by_name(function: FunctionFacts, look: DataAccess, act: DataAccess) -> tuple[str, ...] | None:
    """The columns of a look that a creation is handed by their names, with what was looked for."""
    text = function.unit.text
    given = {keyword.arg: text(keyword.value) for keyword in act.call.keywords if keyword.arg}
    shared = tuple(
        each.column
        for each in look.filters
        if each.value is not None and each.op in ("=", "iexact", "exact") and given.get(each.column) == text(each.value)
    )
    return shared or None


def spread_keys(function: FunctionFacts, call: t.Call) -> frozenset[str]:
    """The dictionaries that a call, or the query that it ends, is handed spread: `**data`."""
    pending: list[t.Expr] = [call]
    found: set[str] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, t.Call):
            found |= {
                function.unit.text(k.value) for k in node.keywords if k.arg is None and isinstance(k.value, t.Name)
            }
            pending += [node.func, *(each for each in node.args if isinstance(each, t.Call))]
        elif isinstance(node, (t.Attribute, t.Await)):
            pending.append(node.value)
    return frozenset(found)


def _maker(function: FunctionFacts, act: DataAccess) -> t.Call:
    """What makes the new record: the creation itself, or the constructor of what is added."""
    values: list[t.Expr | None] = [act.record]
    if isinstance(act.record, t.Name):
        values = [definition.value for definition in function.unit.definitions(act.record)]
    return next((each for each in values if isinstance(each, t.Call)), act.call)


def _missed(look: DataAccess, act: t.Node) -> tuple[t.ExceptHandler, tuple[t.Stmt, ...]] | None:
    """The branch for a record that is not there, in which it is created: `except Domain.DoesNotExist`."""
    for handler in (each for each in act.ancestors() if isinstance(each, t.ExceptHandler)):
        around = handler.parent
        inside = isinstance(around, t.Try) and _holds(around.body, look.call)
        if inside and any(name.rpartition(".")[2] in _NOT_THERE for name in caught_names(handler)):
            return handler, ()
    return None


_NOT_THERE = frozenset(
    {"DoesNotExist", "ObjectDoesNotExist", "NoResultFound", "NoMatch", "DocumentNotFound", "NotFound", "NotFoundError"}
)
"""Exceptions of looks that find nothing."""


def _same_key(function: FunctionFacts, look: DataAccess, act: DataAccess) -> bool:
    first = [function.unit.text(a.call.args[0]) for a in (look, act) if a.call.args]
    return len(first) == 2 and first[0] == first[1]


def _constructed(function: FunctionFacts, act: DataAccess) -> list[str]:
    """The columns that the constructor of the new record sets."""
    record = act.record
    values: list[t.Expr | None] = [record]
    if isinstance(record, t.Name):
        values = [definition.value for definition in function.unit.definitions(record)]
    return [k.arg for value in values if isinstance(value, t.Call) for k in value.keywords if k.arg]


def _decision(
    function: FunctionFacts, origins: Origins, look: DataAccess, act: t.Node
) -> tuple[t.If, tuple[t.Stmt, ...]] | None:
    """The condition by which the creation follows where nothing was found, and what is done where something was."""
    for branch in function.own_nodes(t.If):
        if branch.start > act.start or branch.test.end < look.call.start:
            continue
        said = _says(origins, look, branch.test)
        if not said or _are_apart(branch, act):
            continue
        inside = _holds(branch.body, act)
        if inside and said == _ABSENT and not _is_refused(function, origins, look, branch.test):
            return branch, tuple(branch.orelse) if _leaves(branch.orelse) else ()
        if _holds(branch.orelse, act) and said == _PRESENT:
            return branch, tuple(branch.body) if _leaves(branch.body) else ()
        if not inside and said == _PRESENT and _leaves(branch.body) and branch.end < act.start:
            return branch, tuple(branch.body)
    return None


def _are_apart(branch: t.If, act: t.Node) -> bool:
    """Whether a condition stands in one arm of another condition, and what is done in the other arm."""
    child: t.Node = branch
    for outer in branch.ancestors():
        if isinstance(outer, t.If) and outer.start <= act.start < outer.end:
            first = any(each is child for each in outer.body)
            if _holds(outer.orelse if first else outer.body, act):
                return True
        if isinstance(outer, t.FunctionDef):
            break
        child = outer
    return False


def _is_refused(function: FunctionFacts, origins: Origins, look: DataAccess, test: t.Expr) -> bool:
    """Whether a look that found nothing was refused before: what is absent here was never looked for."""
    for name in (node for node in test.walk() if isinstance(node, t.Name)):
        for binding, passed in conditions_by_binding(function.unit, name).items():
            value = stripped(binding.value) if binding is not None and binding.value is not None else None
            if value is None or not any(o.access is look for o in origins.of(value)):
                continue
            for each in passed:
                said = (
                    _says(origins, look, each.test) if isinstance(each.test, t.Expr) and each.test is not test else ""
                )
                if (said == _ABSENT and not each.holds) or (said == _PRESENT and each.holds):
                    return True
    return False


def _says(origins: Origins, look: DataAccess, test: t.Expr) -> str:
    """Whether a test holds where what is looked for is absent, or where it is present; empty: it asks something else."""
    if isinstance(test, t.BoolOp):
        said = {_says(origins, look, value) for value in test.values} - {""}
        return said.pop() if len(said) == 1 else ""
    if isinstance(test, t.UnaryOp) and test.op == "not":
        return {_ABSENT: _PRESENT, _PRESENT: _ABSENT}.get(_says(origins, look, test.operand), "")
    if isinstance(test, t.NamedExpr):
        return _says(origins, look, test.value)
    if isinstance(test, t.Compare) and len(test.ops) == 1:
        return _compared(origins, look, test)
    if isinstance(test, t.Call) and last_name(test.func) in ("len", "bool") and test.args:
        return _says(origins, look, test.args[0])
    return _PRESENT if _is_look(origins, look, test) else ""


def _compared(origins: Origins, look: DataAccess, test: t.Compare) -> str:
    op, right = test.ops[0], test.comparators[0]
    if any(result is test for result in look.results):  # `name in shelf`
        return _PRESENT if op == "in" else _ABSENT
    if op in ("in", "not in"):  # `"Item" in table.get_item(…)`
        is_asked = look.store == "hosted" and isinstance(test.left, t.Constant) and _is_look(origins, look, right)
        return (_PRESENT if op == "in" else _ABSENT) if is_asked else ""
    if not _is_look(origins, look, test.left):
        return ""
    if isinstance(right, t.Constant) and right.value is None:
        return _ABSENT if op in ("is", "==") else _PRESENT
    if isinstance(right, t.Constant) and right.value == 0 and op in ("==", "!="):
        return _ABSENT if op == "==" else _PRESENT
    if op in _SMALLER:
        return _ABSENT
    return _PRESENT if op in _GREATER else ""


def _asks_nothing_else(decision: t.If, refusal: tuple[t.Stmt, ...]) -> bool:
    """Whether a condition is about one record's being there, not about a number of them or about other things besides."""
    test = decision.test
    if isinstance(test, t.BoolOp) and (test.op != "and" or refusal or decision.orelse):
        return False
    return all(_is_of_one(each) for each in (test.values if isinstance(test, t.BoolOp) else [test]))


def _is_of_one(test: t.Expr) -> bool:
    if isinstance(test, t.UnaryOp):
        return _is_of_one(test.operand)
    right = test.comparators[0] if isinstance(test, t.Compare) else None
    return right is None or (isinstance(right, t.Constant) and right.value in (None, 0, 1))


def _is_look(origins: Origins, look: DataAccess, node: t.Expr) -> bool:
    node = stripped(node)
    if isinstance(node, t.Call) and last_name(node.func) == "len" and node.args:
        node = stripped(node.args[0])
    if isinstance(node, t.Subscript) or (isinstance(node, t.Attribute) and node.attr == "exists"):
        node = stripped(node.value)
    if any(stripped(result) is node for result in look.results) or node is look.call:
        return True
    if not isinstance(node, t.Name):
        return False
    found = origins.of(node)
    return bool(found) and all(origin.access is look and _is_whole(origin) for origin in found)


def _is_whole(origin: Origin) -> bool:
    """Whether a value is the record or the number itself: what a record's column says is no answer to whether it is there."""
    return not origin.column or origin.access.scalar or origin.access.store == "sql"


def _holds(body: list[t.Stmt], node: t.Node) -> bool:
    return bool(body) and body[0].start <= node.start and node.end <= body[-1].end


def _leaves(body: list[t.Stmt]) -> bool:
    if not body:
        return False
    last = body[-1]
    call = last.value if isinstance(last, t.ExprStmt) else None
    return isinstance(last, (t.Return, t.Raise, t.Continue)) or (
        isinstance(call, t.Call) and last_name(call.func) in ("abort", "exit", "fail")
    )
