"""Paths that are looked at first and acted on afterwards: in between somebody else may have been there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from offpath.detect.race_condition.own_folders import is_own_folder
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import is_caught, reaches_end
from offpath.facts.flow.conditions import conditions
from offpath.facts.stores.chain import local_value
from offpath.facts.transactions.held_locks import RUNS_LOCKED
from offpath.facts.transactions.locking import is_lock
from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold, is_constant
from offpath.syntax import tree as t

_LOOKS = {
    "os.path.exists": "exists", "os.path.isfile": "isfile", "os.path.isdir": "isdir", "os.path.lexists": "lexists", "os.access": "access",
}  # fmt: skip
_LOOKING_METHODS = {"exists": "exists", "is_file": "isfile", "is_dir": "isdir"}
_ACTS: dict[str, str] = {
    "builtins.open": "open", "io.open": "open", "os.open": "open", "codecs.open": "open", "os.remove": "remove", "os.unlink": "remove", "os.rmdir": "remove",
    "shutil.rmtree": "remove", "os.mkdir": "mkdir", "os.makedirs": "mkdir", "os.rename": "rename", "os.renames": "rename", "os.replace": "rename",
    "shutil.move": "rename",
    "os.stat": "open", "os.path.getsize": "open",
}  # fmt: skip
_ACTING_METHODS: dict[str, str] = {
    "open": "open", "read_text": "open", "read_bytes": "open", "write_text": "open", "write_bytes": "open", "unlink": "remove", "rmdir": "remove",
    "mkdir": "mkdir", "rename": "rename", "replace": "rename", "touch": "open",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CheckedPath:
    """An action that an earlier look decided."""

    look: t.Call
    act: t.Call
    kind: str
    """`open`, `remove`, `mkdir` or `rename`."""
    path: str
    """As written."""
    look_at: str
    """What the look asks for: `exists`, `lexists`, `isfile`, `isdir` or `access`."""
    action: str
    """The canonical name of the function that acts; empty for a method of the path."""
    branch: t.If
    """The condition with the look."""
    negated: bool
    """Whether the action is for a path that is not there."""
    is_beside: bool = False
    """Whether the look and what it decides do not stand together as an `if` and its body."""


def checked_paths(facts: UnitFacts) -> Iterator[CheckedPath]:
    """Every such action of a unit, once, in the branch of the look or beside it, wherever the look still says something of the path."""
    seen: set[t.Call] = set()
    for branch in facts.nodes(t.If):
        for look, asked in _looks(facts, branch.test):
            path = _looked_at(facts, look)
            for block, kinds in _blocks(facts, branch, path) if path and not is_own_folder(facts, look) else ():
                found = _decided(facts, block, asked, path, kinds)
                if found is None or found[0] in seen or _copes(facts, found[0]) or _is_locked(facts, look, found[0]):
                    continue
                act, is_there = found
                seen.add(act)
                action = facts.callee(act) if facts.callee(act) in _ACTS else ""
                yield CheckedPath(
                    act=act,
                    look=look,
                    kind=_kind_of(facts, act),
                    path=path,
                    look_at=_look_at(facts, look),
                    action=action,
                    branch=branch,
                    negated=not is_there,
                    is_beside=kinds is not None or asked is not look,
                )


def _is_locked(facts: UnitFacts, look: t.Call, act: t.Call) -> bool:
    """Whether the look and the action run while a lock is held: in one `with`, or wherever the function is called."""
    function = facts.function_of(act)
    if function is None:
        return False
    for outer in act.ancestors():
        if (
            isinstance(outer, t.With)
            and outer.start <= look.start
            and any(is_lock(function, i.context) for i in outer.items)
        ):
            return True
    return facts.asking.ask(RUNS_LOCKED, function.qualified_name)


def _kind_of(facts: UnitFacts, act: t.Call) -> str:
    name = facts.callee(act)
    return _ACTS[name] if name in _ACTS else _ACTING_METHODS[last_name(act.func)]


def _blocks(facts: UnitFacts, branch: t.If, path: str) -> Iterator[tuple[list[t.Stmt], frozenset[str] | None]]:
    """What a look may decide, and the kinds of actions that count there (None: all). Beside a branch that leaves, the look has had its own say; but
    what is read there and made here is made twice, and what a target's look has let pass may be overwritten.
    """
    yield branch.body, None
    if reaches_end(branch.body):
        yield branch.orelse, None
        return
    is_read = any(_kind_of(facts, act) == "open" for act, _ in _acts(facts, branch.body, path))
    last = branch.body[-1]
    kinds = {"rename"} | ({"make"} if is_read else set()) | ({"remove"} if isinstance(last, t.Return) else set())
    yield branch.orelse or _behind(branch), frozenset(kinds)


def _behind(statement: t.Stmt) -> list[t.Stmt]:
    """The statements that follow one in its block."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement.parent, name, None)
        if isinstance(block, list) and statement in block:
            return list(block[block.index(statement) + 1 :])
    return []


def _decided(
    facts: UnitFacts, block: list[t.Stmt], asked: t.Expr, path: str, kinds: frozenset[str] | None
) -> tuple[t.Call, bool] | None:
    """The first call in a block that acts on the path with the look's answer known, and that answer."""
    for act, is_target in _acts(facts, block, path):
        for condition in conditions(facts, act):
            if condition.test is asked and _counts(facts, act, is_target, condition.holds, kinds):
                return act, condition.holds
    return None


def _counts(facts: UnitFacts, act: t.Call, is_target: bool, is_there: bool, kinds: frozenset[str] | None) -> bool:
    """Whether an action is one that the look may have been wrong about."""
    if is_target:
        return not is_there
    if kinds is None:
        return True
    if "make" in kinds and not is_there and makes_file(facts, act):
        return True
    return "remove" in kinds and is_there and _kind_of(facts, act) == "remove"


def makes_file(facts: UnitFacts, act: t.Call) -> bool:
    """Whether an action makes a file: it is opened for writing, or written at once."""
    if last_name(act.func) in ("write_text", "write_bytes", "touch", "mkdir"):
        return True
    position = 0 if facts.callee(act) not in _ACTS else 1
    mode = act.keyword("mode") or (act.args[position] if len(act.args) > position else None)
    folded = fold(facts, mode)
    return folded is not None and isinstance(folded.value, str) and folded.value[:1] in ("w", "a")


def _look_at(facts: UnitFacts, look: t.Call) -> str:
    return _LOOKS.get(facts.callee(look)) or _LOOKING_METHODS[last_name(look.func)]


def _copes(facts: UnitFacts, act: t.Call) -> bool:
    """Whether an action is ready for what it meets: by an argument, by mode `x`, or in a `try` that catches it."""
    for keyword in act.keywords:
        if keyword.arg in ("exist_ok", "missing_ok", "ignore_errors", "dirs_exist_ok") and not is_constant(
            facts, keyword.value, False
        ):
            return True
    if last_name(act.func) == "touch" and act.keyword("exist_ok") is None:
        return True
    name = facts.callee(act)
    position = _READY_BY_POSITION.get(name if name in _ACTS else last_name(act.func))
    if position is not None and len(act.args) >= position and not is_constant(facts, act.args[position - 1], False):
        return True
    if any(
        isinstance(a, t.Constant) and isinstance(a.value, str) and "x" in a.value and len(a.value) < 4
        for a in act.args[1:2]
    ):
        return True
    return is_caught(act, _EXPECTED)


_READY_BY_POSITION = {"os.makedirs": 3, "shutil.rmtree": 2, "mkdir": 3, "unlink": 1}
"""Which positional argument says that an action copes, by function or by method of a path."""

_EXPECTED = frozenset(
    {
        "FileNotFoundError",
        "FileExistsError",
        "OSError",
        "IOError",
        "EnvironmentError",
        "PermissionError",
    }
)


def _looks(facts: UnitFacts, test: t.Expr) -> Iterator[tuple[t.Call, t.Expr]]:
    """The looks among the parts of a test, each with the part that is asked: the look itself, or a name that keeps its answer."""
    pending = [test]
    while pending:
        part = pending.pop()
        if isinstance(part, t.UnaryOp) and part.op == "not":
            pending.append(part.operand)
        elif isinstance(part, t.BoolOp):
            pending += reversed(part.values)
        else:
            look = local_value(facts, part)
            if isinstance(look, t.Call) and _is_look(facts, look):
                yield look, part


def _is_look(facts: UnitFacts, call: t.Call) -> bool:
    if last_name(call.func) in _LOOKING_METHODS and isinstance(call.func, t.Attribute):
        if not call.args and _may_be_path(facts, call.func.value):
            return True
    return bool(call.args) and facts.callee(call) in _LOOKS


def _may_be_path(facts: UnitFacts, node: t.Expr) -> bool:
    if is_path(facts, node):
        return True
    if facts.type_of(node):
        return False
    spelled = last_name(node).lower()
    return spelled.endswith(("path", "file", "dir", "folder", "directory"))


def is_path(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression's value is a path object for all that can be told: by its type, or by how it is put together."""
    if facts.is_a(node, "pathlib.Path", "pathlib.PurePath", "anyio.Path"):
        return True
    made = local_value(facts, node)
    if isinstance(made, t.Call) and last_name(made.func) == "Path":
        return True
    return isinstance(made, t.BinOp) and made.op == "/"


def _looked_at(facts: UnitFacts, look: t.Call) -> str:
    if facts.callee(look) in _LOOKS and look.args:
        return _named(facts, look.args[0])
    return _named(facts, look.func.value) if isinstance(look.func, t.Attribute) else ""


def _named(facts: UnitFacts, node: t.Expr) -> str:
    """A path as written, without what only wraps it: `Path(name)`, `str(name)`."""
    while isinstance(node, t.Call) and last_name(node.func) in ("Path", "str", "fspath") and len(node.args) == 1:
        node = node.args[0]
    return " ".join(facts.text(node).split())


def _acts(facts: UnitFacts, body: list[t.Stmt], path: str) -> Iterator[tuple[t.Call, bool]]:
    """The calls in a block that act on the path, and whether it is the target that something else is moved to."""
    for node in t.walked(body):
        if not isinstance(node, t.Call):
            continue
        name = facts.callee(node)
        if name in _ACTS and node.args and _named(facts, node.args[0]) == path:
            yield node, False
        elif name in _MOVING and len(node.args) > 1 and _named(facts, node.args[1]) == path:
            yield node, True
        elif isinstance(node.func, t.Attribute) and node.func.attr in _ACTING_METHODS and not _is_of_text(node):
            if _named(facts, node.func.value) == path and name not in _ACTS:
                yield node, False
            elif node.func.attr in ("rename", "replace") and node.args and _named(facts, node.args[0]) == path:
                if name not in _ACTS and (is_path(facts, node.func.value) or _may_be_path(facts, node.func.value)):
                    yield node, True


_MOVING = frozenset({"os.rename", "os.replace", "os.renames", "shutil.move"})
"""Functions that move the first path to the second."""


def _is_of_text(call: t.Call) -> bool:
    """Whether a call is `replace` of a text, which takes what is replaced and by what."""
    return last_name(call.func) == "replace" and len(call.args) > 1
