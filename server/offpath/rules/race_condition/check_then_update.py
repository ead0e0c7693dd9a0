"""check-then-update: a stored column is looked at, and the update that follows does not ask again."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.amounts import is_scarce
from offpath.facts.code.kinds_of_files import DOCUMENTATION, EXAMPLES, MIGRATIONS, TESTS
from offpath.facts.running.attended import IS_ATTENDED
from offpath.facts.stores.chain import stripped
from offpath.facts.transactions.one_step import is_one_step
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.updates.harms import Harm
from offpath.facts.updates.lone_guards import LoneGuard, lone_guards
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity


class CheckThenUpdate(Rule):
    """A stored value is looked at, and an update rests on it that does not ask again.

    ## What it does
    Flags updates of a column that a test in Python has looked at before, where the update's own condition does not repeat the test: a balance
    that is checked and then lowered by the store, a status that is changed once and for all, a slot that is taken because nobody held it.

    ## Why it is a risk
    Two requests at once both pass the test. The balance falls below zero although the subtraction itself is atomic, money is paid out twice, a seat
    has two guests, a token is used twice. Tests run one request at a time and never see it.

    ## Example
    ```python
    escrow = Escrow.objects.get(pk=pk)
    if escrow.status != "held":
        raise AlreadyReleased
    escrow.status = "released"
    escrow.save()
    ```

    ## Use instead
    ```python
    if not Escrow.objects.filter(pk=pk, status="held").update(status="released"):
        raise AlreadyReleased
    ```

    ## Known limits
    Where the new value is computed in Python it is `read-modify-write`, where a record is created `check-then-act`. Only tests of a column that the update
    itself writes count. Silent where every caller may pass and nothing else follows: the same value is written then, whoever comes first. Of low confidence where
    only a refusal is lost that a second caller would have got, or a mark in a cache.

    ## Fix safety
    No fix: what is to be done where the row is not changed is not for a tool to guess.
    """

    name = "check-then-update"
    category = "race-condition"
    severity = Severity.ERROR
    silent_in = frozenset({TESTS, MIGRATIONS, DOCUMENTATION, EXAMPLES})
    between_two = True
    cwe = (367,)
    invalid = (
        """\
import sqlite3

def spend(conn: sqlite3.Connection, account_id: int, amount: int) -> bool:
    row = conn.execute("SELECT balance FROM accounts WHERE id = ?", (account_id,)).fetchone()
    if row[0] < amount:
        return False
    conn.execute("UPDATE accounts SET balance = balance - ? WHERE id = ?", (amount, account_id))  # want
    conn.commit()
    return True
""",
    )
    valid = (
        """\
import sqlite3

def spend(conn: sqlite3.Connection, account_id: int, amount: int) -> bool:
    cursor = conn.execute(
        "UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?", (amount, account_id, amount)
    )
    conn.commit()
    return cursor.rowcount == 1
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the write, or on the assignment where the store follows the record by itself."""
        for function in facts.functions:
            found = list(lone_guards(function))
            if found and not facts.asking.ask(IS_ATTENDED, function.qualified_name):
                yield from (self._report(facts, function, each) for each in found)

    def _report(self, facts: UnitFacts, function: FunctionFacts, each: LoneGuard) -> Finding:
        matters = is_scarce(each.column, each.read.target) or each.harm in (Harm.DONE, Harm.AMOUNT)
        alone = not each.is_given and is_one_step(function, each.read, each.at)
        known = each.read.certainty == "known" and not each.is_given
        read = each.read.call if each.read.through or not each.read.results else stripped(each.read.results[0])
        return self.finding(
            facts.span(each.at),
            f"`{each.column}` is looked at first, and the update does not ask again\n"
            "Two callers at once both pass the test. Repeat it in the update's condition and look at how many rows were changed, or lock the row "
            "before reading.",
            Confidence.LOW
            if alone or each.harm in _HARDLY
            else Confidence.HIGH
            if matters and known
            else Confidence.MEDIUM,
            reason=_ONE_LOOP if alone else each.harm.value,
            evidence=() if known else ("where the record is read is not seen, or told by names",),
            related=(Related(facts.span(read), "it is read here"), Related(facts.span(each.test), "this test decides")),
        )


_ONE_LOOP = "one loop"
"""The reason of what one loop in one process does without waiting in between."""

_HARDLY = frozenset({Harm.STATE, Harm.CACHED})
"""What is lost is a refusal, or a mark that may be lost at any time."""
