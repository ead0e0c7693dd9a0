"""Commands that only ask this machine something, and are done at once."""

from __future__ import annotations

from offpath.facts.unit import UnitFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t

_LOCAL_GIT = frozenset(
    {
        "rev-parse",
        "describe",
        "diff",
        "log",
        "status",
        "show",
        "config",
        "branch",
        "rev-list",
        "ls-files",
        "symbolic-ref",
        "tag",
        "merge-base",
        "blame",
    }
)
_LOCAL_COMMANDS = frozenset(
    {
        "uname",
        "which",
        "hostname",
        "whoami",
        "date",
        "id",
        "ls",
        "du",
        "df",
        "cat",
        "wc",
        "file",
        "nproc",
        "lscpu",
        "ps",
        "sw_vers",
    }
)


def is_short_local(facts: UnitFacts, call: t.Call) -> bool:
    """Whether a command that is written out only asks this machine something, and is done at once: `git rev-parse HEAD`, `node --version`."""
    command = call.args[0] if call.args else call.keyword("args")
    folded = fold(facts, command)
    if folded is not None and isinstance(folded.value, str):
        written = folded.value.split()
    elif isinstance(command, (t.List, t.Tuple)):
        folds = [fold(facts, each) for each in command.elts]
        written = [each.value for each in folds if each is not None and isinstance(each.value, str)]
    else:
        return False
    if not written:
        return False
    name = written[0].rpartition("/")[2]
    if name == "git":
        return next((word in _LOCAL_GIT for word in written[1:] if not word.startswith("-")), False)
    return name in _LOCAL_COMMANDS or written[1:] in (["--version"], ["-v"], ["-V"], ["version"])
