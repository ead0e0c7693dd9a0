"""Connections that commit every statement by itself."""

from __future__ import annotations

from offpath.catalogue.words.verbs import words
from offpath.facts.code.symbols import last_name
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import FunctionFacts
from offpath.facts.values.constants import is_constant
from offpath.syntax import tree as t


def is_of_asyncpg(access: DataAccess) -> bool:
    """Whether a statement is run on a pool of asyncpg that no type tells: awaited, with `$1`. Each takes a connection of its own."""
    text = access.source.sql.text if access.source is not None else ""
    if "$1" not in text or not isinstance(access.call.parent, t.Await) or access.receiver is None:
        return False
    return "pool" in words(last_name(access.receiver))


def commits_at_once(function: FunctionFacts, connection: t.Name) -> bool:
    """Whether a connection is opened so that every statement is committed by itself."""
    for definition in function.unit.definitions(connection):
        made = stripped(definition.value) if definition.value is not None else None
        if not isinstance(made, t.Call):
            return False
        level, automatic = made.keyword("isolation_level"), made.keyword("autocommit")
        if (level is not None and is_constant(function.unit, level, None)) or (
            automatic is not None and is_constant(function.unit, automatic, True)
        ):
            return True
    return False
