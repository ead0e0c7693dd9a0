"""How writes that belong together become one transaction, and nothing else with them."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.transactions import LASTING
from offpath.catalogue.words.verbs import words
from offpath.detect.error_handling.unchecked_response import sends_request
from offpath.facts.code.symbols import last_name
from offpath.facts.project.reach import REACH
from offpath.facts.stores.access import DataAccess
from offpath.facts.stores.reading import accesses_in
from offpath.facts.unit import FunctionFacts
from offpath.facts.updates.pairs import TornPair, belonging
from offpath.repair.edits import statement_of
from offpath.repair.placing import Repair, removal
from offpath.repair.updates.wrapping import put_under, shared_block
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span


def flush_instead(function: FunctionFacts, commit: t.Call) -> Repair | None:
    """A commit that only sends, so that the next one commits all."""
    if not isinstance(commit.func, t.Attribute):
        return None
    at = commit.func.attr_start
    return Repair("Flush instead, and commit once", (Edit(Span(at, at + len("commit")), "flush"),))


def repair_torn_pair(function: FunctionFacts, pair: TornPair) -> Repair | None:
    """One transaction around both; None: none that a few edits can say."""
    facts = function.unit
    if pair.first.through:
        return None
    if pair.commit is not None:
        if pair.first.store == "sqlalchemy":
            return flush_instead(function, pair.commit)
        gone = removal(facts, statement_of(pair.commit))
        is_last = not any(c.start > pair.second.call.end for c in function.calls if last_name(c.func) == "commit")
        return Repair("Commit once, behind both", (gone,)) if gone is not None and not is_last else None
    header, needed = _BLOCKS.get(pair.first.store, ("", ""))
    if not header or (pair.first.store == "django" and function.node.is_async):
        return None
    ends = shared_block(pair.first.call, _last_of(function, pair).call)
    if ends is None or not _is_quick(function, ends[0].start, ends[1].end):
        return None
    edits = put_under(function, *ends, header)
    return Repair("Put both writes into one transaction", edits, (needed,)) if edits is not None else None


_BLOCKS = {
    "django": ("with transaction.atomic():", "from django.db import transaction"),
    "tortoise": ("async with in_transaction():", "from tortoise.transactions import in_transaction"),
}


def _last_of(function: FunctionFacts, pair: TornPair) -> DataAccess:
    """The last write that belongs to the first one, too: an order has lines, and an address."""
    last = pair.second
    for access in accesses_in(function):
        if access.writes and access.call.start > last.call.end and belonging(function, pair.first, access):
            last = access
    return last


def _is_quick(function: FunctionFacts, start: int, end: int) -> bool:
    """Whether nothing between two places waits for somebody else, or does what no rollback takes back; and no error is caught there."""
    if any(start <= each.start < end for each in function.own_nodes(t.Try)):
        return False
    stores = {access.call for access in accesses_in(function)}
    calls = [call for call in function.calls if start <= call.start < end and call not in stores]
    return not any(sends_request(function, call) or _may_last(function, call) for call in calls)


def _may_last(function: FunctionFacts, call: t.Call) -> bool:
    if not LASTING.isdisjoint(words(last_name(call.func))):
        return True
    callee = function.unit.resolve(call.func)
    if callee is None or not callee.internal or callee.kind != "function":
        return False
    return any(not LASTING.isdisjoint(words(name)) for name in _called(function, callee.name))


def _called(function: FunctionFacts, name: str) -> Iterator[str]:
    """What a function of the project calls and can reach, by name."""
    summary = function.unit.summary(name)
    yield from (site.name for site in summary.calls) if summary is not None else ()
    reach = function.unit.asking.ask(REACH, name)
    for each in (*reach.writes, *reach.by_name, *reach.unknown):
        yield each.rpartition(".")[2]
