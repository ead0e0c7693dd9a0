"""Repairs of actions on paths that were looked at first: the action itself copes with what it meets.

A look says more than "it is there": `isfile` keeps folders out, `access` what may not be written, `exists` links that
lead nowhere. So a safe repair leaves the look where it is, and is one only where the action cannot meet, but for a race,
what it is told to cope with. `isdir` before a folder is made asks for nothing that `exist_ok` does not ask for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from offpath.detect.race_condition.check_then_open import CheckedPath, is_path
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import (
    add_argument,
    has_comment,
    indent_unit,
    indentation,
    insertion,
    laid_out_call,
    line_end,
    replacement,
)
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span

_THERE, _GONE = "Allow that it is there", "Allow that it is gone"
_ALREADY_THERE, _ALREADY_GONE = "FileExistsError", "FileNotFoundError"
_EXISTENCE = ("exists", "lexists")
_COLON = re.compile(r"[\s)]*:[ \t]*\Z")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class PathRepair:
    """One repair of such an action."""

    title: str
    edits: tuple[Edit, ...]
    is_safe: bool
    imports: tuple[str, ...] = ()


def path_repairs(facts: UnitFacts, found: CheckedPath) -> Iterator[PathRepair]:
    """The repairs, first what leaves nothing over of the look, then the safe one; none where the action stands deeper than in the branch of the look."""
    if not _is_plain(facts, found):
        return
    if found.is_beside:
        return
    name = last_name(found.act.func)
    if found.kind == "mkdir" and found.negated:
        yield from _of_os_mkdir(facts, found) if found.action == "os.mkdir" else _of_making(facts, found)
    elif found.kind == "remove" and not found.negated and name in ("unlink", "remove"):
        yield from _of_removing(facts, found)


# -- making folders


def _of_making(facts: UnitFacts, found: CheckedPath) -> Iterator[PathRepair]:
    """`os.makedirs` and `Path.mkdir`."""
    if found.look_at not in (*_EXISTENCE, "isdir"):
        return
    at_once = _at_once(facts, found, facts.text(found.act.func), "exist_ok=True")
    if at_once is not None and found.look_at == "isdir":
        yield PathRepair(_THERE, (at_once,), _is_proven(facts, found))
        return
    edits = _in_place(facts, found.act, "exist_ok=True")
    if at_once is not None and _is_known(facts, found):
        yield PathRepair("Make it without looking first", (at_once,), is_safe=False)
    if edits is not None:
        yield PathRepair(_THERE, edits, _is_proven(facts, found))


def _of_os_mkdir(facts: UnitFacts, found: CheckedPath) -> Iterator[PathRepair]:
    """`os.mkdir` knows no `exist_ok`. Behind `exists` any failure because something is there may pass, behind `isdir` not a file's."""
    if found.look_at in _EXISTENCE and _is_alone(facts, found):
        is_safe = found.look_at == "lexists" and _is_proven(facts, found)
        yield PathRepair(_THERE, (_suppressed(facts, found, _ALREADY_THERE),), is_safe, ("import contextlib",))
    elif found.look_at == "isdir":
        module = facts.text(found.act.func).rpartition(".")[0]
        made = _at_once(facts, found, f"{module}.makedirs", "exist_ok=True") if module else None
        if made is not None:
            yield PathRepair("Make it and the folders above unless it is there", (made,), is_safe=False)


# -- removing


def _of_removing(facts: UnitFacts, found: CheckedPath) -> Iterator[PathRepair]:
    at_once = "Remove it without looking first"
    may_drop = found.look_at in _EXISTENCE
    if found.action in ("os.remove", "os.unlink"):
        edit = _suppressing(facts, found, _ALREADY_GONE)
        if may_drop and _is_alone(facts, found):
            unlinked = _unlinked(facts, found)
            imports = () if unlinked is not None else ("import contextlib",)
            yield PathRepair(at_once, (unlinked or _suppressed(facts, found, _ALREADY_GONE),), False, imports)
        if edit is not None:
            yield PathRepair(_GONE, (edit,), _is_proven(facts, found), ("import contextlib",))
        return
    edits = _in_place(facts, found.act, "missing_ok=True")
    dropped = _at_once(facts, found, facts.text(found.act.func), "missing_ok=True") if may_drop else None
    if dropped is not None and _is_known(facts, found):
        yield PathRepair(at_once, (dropped,), is_safe=False)
    if edits is not None:
        yield PathRepair(_GONE, edits, _is_proven(facts, found))


def _unlinked(facts: UnitFacts, found: CheckedPath) -> Edit | None:
    """A `Path` that is handed to `os.remove` removes itself."""
    args, keywords = found.act.args, found.act.keywords
    if (
        len(args) != 1
        or keywords
        or not isinstance(args[0], (t.Name, t.Attribute))
        or not facts.is_a(args[0], "pathlib.Path")
    ):
        return None
    return replacement(found.branch, f"{facts.text(args[0])}.unlink(missing_ok=True)")


# -- edits


def _in_place(facts: UnitFacts, act: t.Call, argument: str) -> tuple[Edit, ...] | None:
    """The argument added to the action."""
    if "\n" in facts.text(act) or has_comment(facts, act):
        return add_argument(facts, act, argument)
    called = laid_out_call(facts, facts.text(act.func), [*_arguments(facts, act), argument], act)
    return (replacement(act, called),)


def _at_once(facts: UnitFacts, found: CheckedPath, function: str, argument: str) -> Edit | None:
    """The action with the argument in place of the whole branch; None where the branch holds more."""
    if not _is_alone(facts, found):
        return None
    called = laid_out_call(facts, function, [*_arguments(facts, found.act), argument], found.branch)
    return replacement(found.branch, called)


def _suppressed(facts: UnitFacts, found: CheckedPath, error: str) -> Edit:
    """The action that may fail so, in place of the whole branch."""
    indent = indentation(facts, found.branch) + indent_unit(facts)
    return replacement(found.branch, f"{_opening(error)}{line_end(facts)}{indent}{facts.text(found.act)}")


def _suppressing(facts: UnitFacts, found: CheckedPath, error: str) -> Edit | None:
    """The action that may fail so, where it stands; None where other statements or lines belong to it."""
    text, start, end = facts.reading.text, found.act.start, line_end(facts)
    if "\n" in facts.text(found.act) or _REST_OF_LINE.match(text, found.act.end) is None:
        return None
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    step = indent_unit(facts)
    if not text[line:start].strip():
        return insertion(start, f"{_opening(error)}{end}{text[line:start]}{step}")
    colon = _COLON.search(text, found.branch.test.end, start)
    if colon is None or len(found.branch.body) > 1:
        return None
    indent = indentation(facts, found.branch)
    behind = colon.group().rstrip()
    return Edit(Span(colon.start(), start), f"{behind}{end}{indent}{step}{_opening(error)}{end}{indent}{step * 2}")


def _opening(error: str) -> str:
    return f"with contextlib.suppress({error}):"


def _arguments(facts: UnitFacts, act: t.Call) -> list[str]:
    return [facts.text(each) for each in sorted([*act.args, *act.keywords], key=lambda each: each.start)]


# -- conditions


def _is_plain(facts: UnitFacts, found: CheckedPath) -> bool:
    """Whether the action is a statement of the look's branch, on a path that is the same whenever it is asked for."""
    act = found.act
    if not any(isinstance(each, t.ExprStmt) and each.value is act for each in found.branch.body):
        return False
    if any(isinstance(each, t.Starred) for each in act.args):
        return False
    if any(each.arg in (None, "dir_fd", "exist_ok", "missing_ok") for each in act.keywords):
        return False
    return all(is_constant_path(facts, each) for each in (*found.look.args, *act.args[:1], found.look.func, act.func))


def is_constant_path(facts: UnitFacts, node: t.Expr) -> bool:
    """Whether an expression says the same whenever it is asked, and asking does nothing: names, attributes, what joins them."""
    if isinstance(node, t.Call):
        joins = (
            facts.callee(node).startswith(("os.path.", "posixpath.", "pathlib.")) or last_name(node.func) in _JOINING
        )
        return joins and all(is_constant_path(facts, each) for each in (*node.args, node.func))
    if isinstance(node, t.BinOp):
        return is_constant_path(facts, node.left) and is_constant_path(facts, node.right)
    if isinstance(node, t.JoinedStr):
        return all(
            is_constant_path(facts, part.value if isinstance(part, t.FormattedValue) else part) for part in node.values
        )
    if isinstance(node, t.Attribute):
        return is_constant_path(facts, node.value)
    if isinstance(node, t.Subscript):
        return is_constant_path(facts, node.value) and is_constant_path(facts, node.index)
    return isinstance(node, (t.Name, t.Constant))


_JOINING = frozenset({"str", "Path", "PurePath", "fspath"})


def _is_proven(facts: UnitFacts, found: CheckedPath) -> bool:
    """Whether the action cannot fail, but for a race, in the way that it is told to cope with."""
    is_next = found.branch.body[0] is found.act.parent
    look, act = (
        _path_in(call, is_method)
        for call, is_method in ((found.look, not found.look.args), (found.act, not found.action))
    )
    is_same = facts.text(look) == facts.text(act)
    return is_next and is_same and _is_known(facts, found) and _asks_nothing_behind(facts, found)


def _path_in(call: t.Call, is_method: bool) -> t.Expr:
    """The path of a look or an action: `Path(name)` is not the same as `name`, which may be empty."""
    return call.func.value if is_method and isinstance(call.func, t.Attribute) else call.args[0]


def _is_known(facts: UnitFacts, found: CheckedPath) -> bool:
    """Whether the action is that of the operating system, and not a method of the same name."""
    return bool(found.action) or (isinstance(found.act.func, t.Attribute) and is_path(facts, found.act.func.value))


def _asks_nothing_behind(facts: UnitFacts, found: CheckedPath) -> bool:
    """Whether what the condition asks behind the look can change nothing."""
    behind = (node for node in found.branch.test.walk() if node.start >= found.look.end)
    return not any(isinstance(node, (t.Call, t.Await, t.Yield)) for node in behind)


def _is_alone(facts: UnitFacts, found: CheckedPath) -> bool:
    """Whether the branch is the action and nothing else, and its condition the look."""
    branch, text = found.branch, facts.reading.text
    is_own = text.startswith("if", branch.start) and not branch.orelse and len(branch.body) == 1
    test = branch.test.operand if isinstance(branch.test, t.UnaryOp) else branch.test
    is_bare = test is found.look and "\n" not in facts.text(found.act)
    return is_own and is_bare and not has_comment(facts, branch) and _REST_OF_LINE.match(text, branch.end) is not None
