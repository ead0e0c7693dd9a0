"""Values of pure calls that nobody takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from offpath.catalogue.libraries import pure as catalogue
from offpath.detect.hollow_code.made_to_raise import is_made_to_raise
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_caught
from offpath.facts.functions.outcomes import claims_success
from offpath.facts.functions.promises import promised_write
from offpath.facts.project.names import BINDING
from offpath.facts.project.reach import REACH
from offpath.facts.running.working import IS_WORKED
from offpath.facts.stores.chain import unroll
from offpath.facts.stores.families.hosted import is_unsent
from offpath.facts.stores.reading import queries_of
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t

_FRAMES = ("pandas.DataFrame", "pandas.Series", "pandas.core.frame.DataFrame", "polars.DataFrame")
_TEXTS = ("builtins.str", "builtins.bytes")
_STATEMENTS = ("sqlalchemy.update", "sqlalchemy.delete", "sqlalchemy.insert", "sqlalchemy.dialects.postgresql.insert")
_QUERIES = ("sqlalchemy.orm.Query", "sqlalchemy.Select", "sqlalchemy.sql.Select", "django.db.models.QuerySet")


Kind: TypeAlias = Literal["changed", "raised", "returned", "wrapped", "started", "sent"]


@dataclass(frozen=True, slots=True, eq=False)
class Discarded:
    """One statement that computes a value and drops it."""

    node: t.Expr
    """The expression."""
    subject: t.Expr | None
    """What was meant to change, where that is a name or an attribute: `name` of `name.strip()`."""
    what: str
    """The operation's name."""
    certain: bool
    kind: Kind = "changed"
    """What it should have been: assigned, raised, returned, started or sent to the store, or the wrapped function put where the bare one is."""


def discarded_values(facts: UnitFacts) -> Iterator[Discarded]:
    """Every such statement of a unit; what is only tried, to see whether it fails, is none."""
    for statement in facts.nodes(t.ExprStmt):
        if statement.value is None:
            continue
        if _is_unsent(facts, statement.value):
            yield Discarded(statement.value, None, _last(statement.value), True, "sent")
        elif not is_caught(statement) and (found := _judged(facts, statement.value)) is not None:
            yield found
    for assignment in facts.nodes(t.Assign):
        if (
            _is_unsent(facts, assignment.value)
            and _is_forgotten(facts, assignment)
            and not _is_hollow(facts, assignment)
        ):
            yield Discarded(assignment.value, None, _last(assignment.value), True, "sent")


def _is_unsent(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether a statement that writes is only put together: nothing hands it to the store."""
    if not isinstance(node, t.Call):
        return False
    chain = unroll(node)
    first = chain.root if isinstance(chain.root, t.Call) else chain.links[0].call if chain.links else None
    if first is not None and facts.callee(first) in _STATEMENTS:
        return True
    return is_unsent(facts, node) or any(
        access.lazy and access.writes and not access.through for access in queries_of(facts).of(node)
    )


def _is_hollow(facts: UnitFacts, node: t.Node) -> bool:
    """Whether the function around is told to write nothing at all, by `missing-write`."""
    function = facts.function_of(node)
    if function is None or promised_write(function) is None or not claims_success(function):
        return False
    reach = facts.asking.ask(REACH, function.qualified_name)
    return not (reach.writes or reach.by_name)


def _last(node: t.Expr) -> str:
    return last_name(node.func) if isinstance(node, t.Call) else ""


def _is_forgotten(facts: UnitFacts, assignment: t.Assign) -> bool:
    """Whether a value is bound to one name of a function and never read."""
    target = assignment.targets[0]
    if len(assignment.targets) != 1 or not isinstance(target, t.Name) or facts.function_of(assignment) is None:
        return False
    flow = facts.reading.symbols.flow_at(target)
    bound = [each for each in flow.named(target.id) if each.node is target]
    return bool(bound) and not any(each.uses for each in bound) and target.id not in flow.declared_global


def _judged(facts: UnitFacts, node: t.Expr) -> Discarded | None:
    if isinstance(node, t.BinOp) and node.op == "|":
        is_mapping = isinstance(node.right, t.Dict) or facts.is_a(node.left, "builtins.dict", "builtins.set")
        return Discarded(node, _changed(node.left), "|", True) if is_mapping else None
    if not isinstance(node, t.Call):
        return None
    name = last_name(node.func)
    if _wraps(facts, node):
        assert isinstance(node.func, t.Call)
        return Discarded(node, None, last_name(node.func.func), True, "wrapped")
    if _is_unstarted(facts, node, name):
        return Discarded(node, None, name, True, "started")
    kind = _made_for(facts, node, name)
    if kind is not None:
        return Discarded(node, None, name, True, kind)
    if isinstance(node.func, t.Name) or name in (
        "sub",
        "dumps",
        "deepcopy",
        "join",
        "quote",
        "escape",
        "replace",
        "partial",
        "chain",
    ):
        callee = facts.callee(node)
        if callee in catalogue.FUNCTIONS:
            if callee in catalogue.RAISING:
                return None if is_made_to_raise(facts, node) else Discarded(node, None, name, True)
            return Discarded(node, _changed(node.args[-1]) if node.args else None, name, True)
    if not isinstance(node.func, t.Attribute):
        return None
    receiver = node.func.value
    sure = _is_pure_method(facts, node, receiver, name)
    if sure is None:
        return None
    root = _root(receiver)
    subject = receiver if root is None else None if _is_only_asked(receiver) else root
    return Discarded(node, _changed(subject) if subject is not None else None, name, sure)


def _wraps(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a decorator that only wraps is applied to a function by hand: `limiter.limit("5 per hour")(view)`. A blueprint it would keep."""
    made = call.func
    if not isinstance(made, t.Call) or len(call.args) != 1 or call.keywords:
        return False
    name, handed = last_name(made.func), call.args[0]
    owner = last_name(made.func.value) if isinstance(made.func, t.Attribute) else ""
    known = name in catalogue.WRAPPING or (name in catalogue.WRAPPING_OF.get(owner.lower(), ()))
    if not known:
        return False
    if isinstance(handed, t.Subscript):
        return last_name(handed.value) in ("view_functions", "handlers")
    found = facts.resolve(handed)
    return found is not None and found.kind == "function"


def _is_unstarted(facts: UnitFacts, call: t.Call, name: str) -> bool:
    """Whether a call only makes work for a worker: `send_receipt.s(order.pk)`, `chain(pack.si(1), send.si(1))`."""
    known = facts.asking.catalogue.unstarted
    if name in known and isinstance(call.func, t.Attribute):
        found = facts.resolve(call.func.value)
        return found is not None and found.internal and bool(facts.asking.ask(IS_WORKED, found.name))
    return facts.callee(call) in known


def _is_only_asked(receiver: t.Expr) -> bool:
    """Whether a chain begins with what makes queries and is none: `session` of `session.query(User)`, `User` of `User.objects`."""
    return any(link.name in ("query", "objects", "scalars", "execute", "table") for link in unroll(receiver).links)


def _made_for(facts: UnitFacts, call: t.Call, name: str) -> Kind | None:
    """Whether a call makes an exception, or an answer to a request, that does nothing by itself."""
    found = facts.resolve(call.func)
    if found is None or found.kind == "instance":
        return None
    if found.internal:
        bases = facts.lineage(found.name) if found.kind == "class" else ()
        return "raised" if any(_is_exception(base) for base in bases[1:]) else None
    if found.name in catalogue.ANSWERS:
        return "returned"
    if _is_exception(found.name):
        return "raised"
    return (
        "returned" if found.name.startswith(catalogue.ANSWERING) and "Response" in name and name[:1].isupper() else None
    )


def _is_exception(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last[:1].isupper() and last.endswith(catalogue.EXCEPTION_ENDINGS)


def _is_pure_method(facts: UnitFacts, call: t.Call, receiver: t.Expr, name: str) -> bool | None:
    """Whether a method only answers: for certain, by its name, or (None) not."""
    if name in catalogue.TEXT_METHODS:
        if facts.is_a(receiver, *_TEXTS) or isinstance(receiver, (t.JoinedStr, t.Constant)):
            return True
        takes_more = len(call.args) > catalogue.MOST_ARGUMENTS[name]
        return False if not facts.type_of(receiver) and not call.keywords and not takes_more else None
    if name == "replace" and call.keywords and not call.args and {k.arg for k in call.keywords} <= catalogue.TIMES:
        return True
    if name == "replace" and len(call.args) in (2, 3) and not call.keywords and _are_texts(call.args[:2]):
        return None if _is_of_project(facts, call) else True
    if name == "astimezone":
        return True
    if name in catalogue.TEXT_OR_OTHER_METHODS:
        return True if facts.is_a(receiver, *_TEXTS) or isinstance(receiver, t.Constant) else None
    if name in catalogue.SET_METHODS:
        return True if facts.is_a(receiver, "builtins.set", "builtins.frozenset") else None
    if name in catalogue.LAZY_METHODS:
        return True if _is_query(facts, call, receiver) else None
    if name in catalogue.FRAME_METHODS:
        return _is_frame_method(facts, call, receiver, name)
    return None


def _is_of_project(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a method is one of the project's own classes."""
    found = facts.resolve(call.func)
    return found is not None and found.internal


def _are_texts(nodes: list[t.Expr]) -> bool:
    return all(isinstance(n, t.JoinedStr) or (isinstance(n, t.Constant) and isinstance(n.value, str)) for n in nodes)


def _is_query(facts: UnitFacts, call: t.Call, receiver: t.Expr) -> bool:
    if any(access.lazy and access.operation == "read" for access in queries_of(facts).of(call)):
        return True
    if facts.is_a(receiver, *_QUERIES):
        return True
    root = unroll(receiver).root
    for definition in facts.definitions(root) if isinstance(root, t.Name) else ():
        value = definition.value
        if definition.kind == "assign" and isinstance(value, t.Call):
            if any(access.lazy for access in queries_of(facts).of(value)) or _builds_query(facts, value):
                return True
    return False


def _builds_query(facts: UnitFacts, value: t.Call) -> bool:
    """Whether a value is `select(…)`, `session.query(…)` or one of these refined."""
    for link in unroll(value).links:
        if link.name == "query" and link.call is not None:
            return True
    root = unroll(value).root
    return isinstance(root, t.Call) and facts.callee(root) in (
        "sqlalchemy.select",
        "sqlmodel.select",
        "sqlalchemy.future.select",
    )


def _is_frame_method(facts: UnitFacts, call: t.Call, receiver: t.Expr, name: str) -> bool | None:
    inplace = call.keyword("inplace")
    if inplace is not None and not is_constant(facts, inplace, False):
        return None
    if facts.is_a(receiver, *_FRAMES):
        return True
    imports = facts.asking.ask(BINDING, facts.module, "pd") or facts.asking.ask(BINDING, facts.module, "pandas")
    return False if name in catalogue.TELLING_FRAME_METHODS and imports is not None else None


def _root(receiver: t.Expr) -> t.Expr | None:
    """What a chain of calls begins with: `rows` of `rows.filter(…).order_by(…)`."""
    return unroll(receiver).root if isinstance(receiver, t.Call) else None


def _changed(node: t.Expr) -> t.Expr | None:
    return node if isinstance(node, (t.Name, t.Attribute)) and t.dotted(node) is not None else None
