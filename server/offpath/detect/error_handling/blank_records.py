"""Records that a function makes with nothing in them, in the place of what it was to get."""

from __future__ import annotations

from offpath.catalogue.words.samples import MARKS
from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.project.names import CLASS
from offpath.facts.running.stakes import STAKE, Stake
from offpath.facts.summaries.contribution import ClassSummary
from offpath.facts.unit import UnitFacts
from offpath.syntax import tree as t

_OF_DEFAULTS = frozenset(
    {"settings", "config", "configuration", "options", "preferences", "defaults", "params", "context", "state", "cache", "filters", "empty", "null", "none", "unknown"}
)  # fmt: skip
"""Words of classes whose objects say something as they are made."""

_TELLING = frozenset(
    {
        "status", "state", "ok", "success", "succeeded", "valid", "is_valid", "error", "errors", "message", "reason", "failed", "found", "confidence", "warning",
        "warnings", "detail", "available", "code",
    }
)  # fmt: skip
"""Fields by which a record says how it went, besides those of `MARKS`."""


def is_blank_record(facts: UnitFacts, value: t.Expr | None, returned: t.Return) -> bool:
    """Whether a branch answers a record of the class that the function answers with, of which every field is left out and none says that it failed."""
    function = facts.function_of(returned)
    if function is None or not isinstance(value, t.Call) or value.args or value.keywords:
        return False
    found = facts.resolve(value.func)
    if found is None or found.kind != "class" or not found.internal or not _promises(function.node, value):
        return False
    made = facts.asking.ask(CLASS, found.name)
    if made is None or not _OF_DEFAULTS.isdisjoint(words(found.name.rpartition(".")[2])) or not _is_plain(made):
        return False
    return facts.asking.ask(STAKE, function.qualified_name) in (Stake.ASKS, Stake.WRITES)


def _promises(node: t.FunctionDef, value: t.Call) -> bool:
    """Whether a function says that it answers with such a record."""
    return node.returns is not None and last_name(node.returns) == last_name(value.func)


def _is_plain(made: ClassSummary) -> bool:
    names = {each.name.lower() for each in made.fields}
    return bool(names) and names.isdisjoint(MARKS | _TELLING)
