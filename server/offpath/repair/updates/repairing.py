"""The best repair of a read-modify-write: one atomic statement where it can say all, else a lock."""

from __future__ import annotations

from dataclasses import replace

from offpath.facts.updates.rewrites import Rewrite
from offpath.repair.placing import Repair, broken_call
from offpath.repair.updates.counters import repair_by_key_lock, repair_counter
from offpath.repair.updates.documents import repair_document
from offpath.repair.updates.leftovers import keeps_old_value, without_dead_read
from offpath.repair.updates.orm import repair_object, repair_statement
from offpath.repair.updates.repositories import repair_repository
from offpath.repair.updates.row_locks import repair_by_row_lock
from offpath.repair.updates.saved import repair_saved
from offpath.repair.updates.sql_statements import repair_sql


def repair_of(rewrite: Rewrite) -> Repair | None:
    """The repair to offer; None where none is known to be right."""
    if rewrite.read.store in _UNSAID:
        return None
    found = _atomic(rewrite)
    repair = None if found is None or keeps_old_value(rewrite, found) else without_dead_read(rewrite, found)
    if repair is not None and rewrite.write is not None:
        breaks = broken_call(rewrite.function.unit, rewrite.write.call, repair.edits)
        return replace(repair, edits=(*repair.edits, *breaks))
    return repair or repair_by_key_lock(rewrite) or repair_by_row_lock(rewrite)


def _atomic(rewrite: Rewrite) -> Repair | None:
    write = rewrite.write
    if write is not None and write.store == "redis":
        return repair_counter(rewrite)
    if write is not None and write.store == "mongo":
        return repair_document(rewrite)
    if rewrite.record is not None:
        if rewrite.read.store in _SAVED:
            return repair_saved(rewrite)
        return repair_object(rewrite) or repair_repository(rewrite)
    if write is not None and write.store == "sql":
        return repair_sql(rewrite)
    return repair_statement(rewrite) if write is not None and write.store in _STATEMENTS else None


_UNSAID = ("mapper", "hosted")
"""Stores whose atomic updates are not written here."""

_SAVED = ("django", "tortoise", "peewee")
_STATEMENTS = ("sqlalchemy", "django", "tortoise", "peewee")
