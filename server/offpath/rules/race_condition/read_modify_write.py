"""read-modify-write: a value read from a store, changed in Python, and written back with nothing that keeps others away."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.race_condition.rewrite_reasons import Reason, reason_of
from offpath.facts.code.kinds_of_files import DOCUMENTATION, EXAMPLES, MIGRATIONS, TESTS
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import UnitFacts
from offpath.facts.updates.next_numbers import NextNumber, next_numbers
from offpath.facts.updates.rewrites import Rewrite, rewrites
from offpath.repair.updates.repairing import repair_of
from offpath.rules.base import Confidence, Elsewhere, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t


class ReadModifyWrite(Rule):
    """A value is read from a shared store, changed in Python, and written back.

    ## What it does
    Flags values that are read from a database, document store, redis or repository, changed on the basis of what was
    read, and written back, with no lock, atomic statement or version check that keeps others away in between;
    and numbers of new records that are counted up from the last one.

    ## Why it is a risk
    Two requests read the same balance, both find it sufficient, and both write. One of the changes is lost, and money or
    stock is spent twice. Tests run one request at a time and never see it.

    ## Example
    ```python
    account = Account.objects.get(pk=pk)
    if account.balance < amount:
        raise InsufficientFunds
    account.balance -= amount
    account.save()
    ```

    ## Use instead
    ```python
    updated = Account.objects.filter(pk=pk, balance__gte=amount).update(balance=F("balance") - amount)
    if not updated:
        raise InsufficientFunds
    ```

    ## Known limits
    A record that another function read and handed over is not followed back to its read. A lock is known by its type, by
    its name, or by the statement that takes it, in the function, its decorators and its callers; a record that a compare-and-set has taken is the
    caller's own. Serializable isolation is seen only where the function itself asks for it. Of low confidence is what a person runs at a terminal.

    ## Fix safety
    Unsafe: the update is made in one conditional statement, which can refuse where the old code went on. Where the code
    does more than one statement can say, the row is locked instead, which makes others wait; not where the project's database is SQLite, for which mappers
    leave the lock out. No update is written past a Django model's own `save`, a time that saving sets (`auto_now`), or listeners to its signals.
    """

    name = "read-modify-write"
    category = "race-condition"
    severity = Severity.ERROR
    silent_in = frozenset({TESTS, MIGRATIONS, DOCUMENTATION, EXAMPLES})
    between_two = True
    cwe = (362,)
    aliases = ("RACE_CONDITION", "NON_ATOMIC_UPDATE")
    invalid = (
        """\
import sqlite3

def spend(conn: sqlite3.Connection, account_id: int, amount: int) -> bool:
    row = conn.execute("SELECT balance FROM accounts WHERE id = ?", (account_id,)).fetchone()
    if row[0] < amount:
        return False
    conn.execute("UPDATE accounts SET balance = ? WHERE id = ?", (row[0] - amount, account_id))  # want
    conn.commit()
    return True
""",
        """\
from django.db import models

class Article(models.Model):
    views = models.IntegerField(default=0)

def show(pk):
    article = Article.objects.get(pk=pk)
    article.views += 1
    article.save()  # want
    return article
""",
        """\
from storage import db

def withdraw(user_id, amount):
    user = db.get_user(user_id)
    if user.balance >= amount:
        user.balance -= amount
        db.save_user(user)  # want
        return True
    return False
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
        """\
from django.db import models, transaction

class Article(models.Model):
    views = models.IntegerField(default=0)

@transaction.atomic
def show(pk):
    article = Article.objects.select_for_update().get(pk=pk)
    article.views += 1
    article.save()
    return article
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports each rewrite on its write, or on the assignment where the store follows the record by itself."""
        for function in facts.functions:
            for each in rewrites(function):
                yield self._report(facts, each, reason_of(function, each))
            for number in next_numbers(function):
                yield self._next(facts, number)

    def _next(self, facts: UnitFacts, each: NextNumber) -> Finding:
        return self.finding(
            facts.span(each.at),
            f"`{each.column}` is counted up from the last record\n"
            "Whoever does so at the same time gets the same number. Let the database count (a sequence, the key itself), or lock what is counted.",
            Confidence.HIGH,
            reason="next number",
            related=(Related(facts.span(each.read.call), "the last one is read here"),),
        )

    def _report(self, facts: UnitFacts, each: Rewrite, reason: Reason) -> Finding:
        column = each.changes[0].written
        subject = f"`{column}`" if column not in ("", "value") else "a stored value"
        repair = repair_of(each) if not each.is_handed else None
        fixes = (Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else ()
        by_name = each.read.certainty == "by-name"
        merges = all(isinstance(change.value, (t.Dict, t.Comp)) for change in each.changes)
        return self.finding(
            facts.span(each.at),
            f"{subject} is read, changed in Python and written back\n"
            "Whoever writes in between is overwritten, and a check of the old value no longer holds. "
            "Change it in one conditional statement, or lock it before reading.",
            Confidence.LOW if _is_hardly_seen(reason, each) else _confidence(reason, by_name or merges),
            evidence=tuple(_doubts(by_name, merges)),
            reason=reason.value,
            related=tuple(_related(facts, each)),
            fixes=fixes,
        )


def _confidence(reason: Reason, doubted: bool) -> Confidence:
    if reason in (Reason.BY_HAND, Reason.ONE_LOOP):
        return Confidence.LOW
    return Confidence.MEDIUM if doubted or reason in (Reason.TOGGLE, Reason.COUNT) else Confidence.HIGH


def _is_hardly_seen(reason: Reason, each: Rewrite) -> bool:
    """Whether names alone tell of the store, and only something is put into a collection, which an object may keep by itself."""
    return reason is Reason.NAMES and all(isinstance(change.node, t.Call) for change in each.changes)


def _doubts(by_name: bool, merges: bool) -> Iterator[str]:
    if by_name:
        yield "the calls are told to read and write by their names"
    if merges:
        yield "it is put together anew: what is lost is what somebody else puts into it at the same time"


def _related(facts: UnitFacts, each: Rewrite) -> Iterator[Related | Elsewhere]:
    """The read, the decision and the change, in that order."""
    if each.is_handed:
        yield Related(facts.span(each.changes[0].node), "it is changed here")
        return
    result = stripped(each.read.results[0]) if each.read.results and not each.read.through else each.read.call
    yield Related(facts.span(result), "the value is read here")
    if each.decision is not None:
        test = each.decision.guard if isinstance(each.decision, t.MatchCase) else getattr(each.decision, "test", None)
        if test is not None:
            yield Related(facts.span(test), "the decision rests on what was read")
    change = each.changes[0].node
    if change is not each.at:
        yield Related(facts.span(change), "it is changed here")
    if each.write is not None and each.write.call is not each.at:
        yield Related(facts.span(each.write.call), "it is written here")
    if each.read.there is not None:
        yield Elsewhere(each.read.there, "the store is read here")
    if each.write is not None and each.write.there is not None:
        yield Elsewhere(each.write.there, "the store is written here")
