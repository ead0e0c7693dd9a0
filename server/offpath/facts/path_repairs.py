"""Repairs of actions on paths that were looked at first: the action itself copes with what it meets."""

from __future__ import annotations

from offpath.facts.edits import indent_unit, indentation, line_end, replacement
from offpath.facts.paths import CheckedPath
from offpath.facts.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t
from offpath.text.span import Edit


def repair_checked_path(facts: UnitFacts, found: CheckedPath) -> tuple[str, Edit, tuple[str, ...], bool] | None:
    """Title, edit, imports, and whether it is safe; None where the branch does more than the action."""
    branch, act = found.branch, found.act
    statement = branch.body[0]
    is_alone = (
        len(branch.body) == 1
        and not branch.orelse
        and isinstance(statement, t.ExprStmt)
        and statement.value is act
        and not isinstance(branch.test, t.BoolOp)
    )
    own = facts.reading.text[branch.start : branch.start + 2] == "if" and "#" not in facts.text(branch)
    if not is_alone or not own:
        return None
    name, text = last_name(act.func), facts.text(act)
    if found.kind == "mkdir" and found.negated and act.keyword("exist_ok") is None:
        if name == "mkdir" and facts.callee(act) == "os.mkdir":
            return (
                "Allow that it is there",
                replacement(branch, f"os.makedirs({facts.text(act.args[0])}, exist_ok=True)"),
                (),
                False,
            )
        separator = ", " if act.args or act.keywords else ""
        return (
            "Allow that it is there",
            replacement(branch, f"{text[:-1].rstrip().rstrip(',')}{separator}exist_ok=True)"),
            (),
            True,
        )
    if found.kind == "remove" and not found.negated and name in ("unlink", "remove") and "\n" not in text:
        if isinstance(act.func, t.Attribute) and facts.callee(act) not in ("os.remove", "os.unlink") and not act.args:
            return "Allow that it is gone", replacement(branch, f"{facts.text(act.func)}(missing_ok=True)"), (), True
        indent = indentation(facts, branch) + indent_unit(facts)
        lines = f"with contextlib.suppress(FileNotFoundError):{line_end(facts)}{indent}{text}"
        return "Allow that it is gone", replacement(branch, lines), ("import contextlib",), True
    return None
