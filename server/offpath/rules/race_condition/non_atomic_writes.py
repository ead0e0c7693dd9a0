"""non-atomic-writes: writes that belong together last one by one."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.kinds_of_files import DOCUMENTATION, EXAMPLES, MIGRATIONS, TESTS
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.updates.pairs import TornPair, torn_pairs, torn_records, waits_between
from offpath.facts.updates.torn_forms import torn_forms
from offpath.repair.non_atomic_writes import flush_instead, repair_torn_pair
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity

_SAID = {
    "transfer": "one side of the transfer lasts without the other",
    "child": "the record lasts without what belongs to it",
    "step": "what was taken lasts without its record",
    "parts": "the record stays without what belonged to it",
    "replaced": "what was there is gone",
    "settled": "what was recorded lasts without its effect",
}


_REASONS = {
    "transfer": "two sides",
    "child": "record and parts",
    "step": "step and record",
    "parts": "parts, then record",
    "replaced": "old, then new",
    "settled": "record and effect",
}
"""The kinds of pairs, in the words in which verdicts are counted."""

_IN_OTHERS = "record and parts in other functions"
_BY_HAND, _WAITS = "run by hand", "waits in between"
_HARDLY = frozenset({_BY_HAND, _WAITS})
"""Who runs a command sees it fail and runs it again; and what takes minutes is no transaction."""


class NonAtomicWrites(Rule):
    """Two writes that belong together are each committed by itself.

    ## What it does
    Flags a debit and a credit, a record and its parts, and a step and the record of it, where the first is committed before the second is made;
    so are Django's forms with their sets, memberships of a record that was just saved or emptied, parts that are deleted before what they belong to, and a payment
    before the bill that it settles. A write lasts at once where the store or the driver commits each (Mongo, Django without `atomic`), or where the function of the
    project that makes it commits.

    ## Why it is a risk
    Whatever fails in between (the second statement, the process, the network) leaves half of it for good: money that left and never arrived.

    ## Example
    ```python
    source.balance -= amount
    source.save()
    target.balance += amount
    target.save()
    ```

    ## Use instead
    ```python
    with transaction.atomic():
        source.balance -= amount
        source.save()
        target.balance += amount
        target.save()
    ```

    ## Known limits
    Of writes in other functions those are paired that commit and are called for what they write. Silent where a branch deletes the first again. Of low confidence
    are commands, and pairs between which somebody else is waited for. Another service and a store are no pair.

    ## Fix safety
    Unsafe: the first write is undone where the second fails. Not offered where something in between waits for somebody else or cannot be taken back.
    """

    name = "non-atomic-writes"
    category = "race-condition"
    severity = Severity.WARNING
    silent_in = frozenset({TESTS, MIGRATIONS, DOCUMENTATION, EXAMPLES})
    cwe = (662,)
    aliases = ("NON_ATOMIC_WRITES", "MISSING_TRANSACTION")
    invalid = (
        """\
import sqlite3

def transfer(conn: sqlite3.Connection, source, target, amount):
    conn.execute("UPDATE accounts SET balance = balance - ? WHERE id = ?", (amount, source))
    conn.commit()
    conn.execute("UPDATE accounts SET balance = balance + ? WHERE id = ?", (amount, target))  # want
    conn.commit()
""",
    )
    valid = (
        """\
import sqlite3

def transfer(conn: sqlite3.Connection, source, target, amount):
    conn.execute("UPDATE accounts SET balance = balance - ? WHERE id = ?", (amount, source))
    conn.execute("UPDATE accounts SET balance = balance + ? WHERE id = ?", (amount, target))
    conn.commit()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the second write."""
        for function in facts.functions:
            yield from self._in_records(function)
            yield from self._in_forms(function)
            for pair in torn_pairs(function):
                repair = repair_torn_pair(function, pair)
                fixes = (Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else ()
                related = [Related(facts.span(pair.first.call), "the first write")]
                if pair.commit is not None:
                    related.append(Related(facts.span(pair.commit), "it is committed here"))
                reason = _reason(function, pair)
                yield self.finding(
                    facts.span(pair.second.call),
                    f"if this fails, {_SAID[pair.kind]}\nThe first write is committed before this one is made. Make one transaction of both.",
                    Confidence.HIGH
                    if reason == _REASONS["transfer"]
                    else Confidence.LOW
                    if reason in _HARDLY
                    else Confidence.MEDIUM,
                    reason=reason,
                    related=tuple(related),
                    fixes=fixes,
                )

    def _in_forms(self, function: FunctionFacts) -> Iterator[Finding]:
        for torn in torn_forms(function):
            said = "what was there is gone" if torn.is_replacement else _SAID["child"]
            yield self.finding(
                function.unit.span(torn.second),
                f"if this fails, {said}\nThe first write is committed before this one is made. Make one transaction of both.",
                Confidence.MEDIUM,
                reason="form",
                related=(Related(function.unit.span(torn.first), "the first write"),),
            )

    def _in_records(self, function: FunctionFacts) -> Iterator[Finding]:
        torn = torn_records(function)
        if torn is None:
            return
        facts, repair = function.unit, flush_instead(function, torn.commit)
        yield self.finding(
            facts.span(torn.second),
            f"if this fails, {_SAID['transfer']}\nThe first change is committed before this one is made. Make one transaction of both.",
            Confidence.HIGH,
            reason=_REASONS["transfer"],
            related=(
                Related(facts.span(torn.first), "the first change"),
                Related(facts.span(torn.commit), "it is committed here"),
            ),
            fixes=(Fix(repair.title, repair.edits),) if repair is not None else (),
        )


def _reason(function: FunctionFacts, pair: TornPair) -> str:
    """What a finding rests on."""
    if pair.kind != "transfer" and function.unit.asking.ask(IS_ATTENDED, function.qualified_name):
        return _BY_HAND
    if waits_between(function, pair):
        return _WAITS
    return _IN_OTHERS if pair.kind == "child" and pair.second.through else _REASONS[pair.kind]
