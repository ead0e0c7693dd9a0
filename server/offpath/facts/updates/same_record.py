"""Whether a write goes to where a read came from."""

from __future__ import annotations

from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.families.results import excludes
from offpath.facts.stores.fields import normalised
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import fold
from offpath.syntax import tree as t


def is_same_record(function: FunctionFacts, read: DataAccess, write: DataAccess) -> bool:
    """Whether a write goes to where the read came from."""
    text = function.unit.text
    if read.store in ("redis", "cache"):
        if read.store != write.store or not read.filters or not write.filters:
            return False
        return _key(function, read) == _key(function, write)
    if read.store == "repository" or write.store == "repository":
        if read.receiver is None or write.receiver is None:
            return normalised(read.target) == normalised(write.target) and bool(read.target)
        return text(read.receiver) == text(write.receiver)
    if read.model is not None and write.model is not None:
        return read.model.name == write.model.name
    return bool(read.target) and normalised(read.target) == normalised(write.target)


def _key(function: FunctionFacts, access: DataAccess) -> tuple[str, ...]:
    found = []
    for each in access.filters:
        folded = fold(function.unit, each.value)
        if each.value is None:
            continue
        value = each.value
        if isinstance(value, t.Name):
            definitions = function.unit.definitions(value)
            assigned = definitions[0].value if len(definitions) == 1 and definitions[0].kind == "assign" else None
            value = assigned if assigned is not None else value
        found.append(str(folded.value) if folded is not None else function.unit.text(value))
    return tuple(found)


def follows(read: DataAccess, write: DataAccess) -> bool:
    """Whether a write stands behind a read, or around it, in no other branch."""
    is_within = write.call.start <= read.call.start and read.call.end <= write.call.end and read.call is not write.call
    return (read.call.start < write.call.start or is_within) and not excludes(read.call, write.call)
