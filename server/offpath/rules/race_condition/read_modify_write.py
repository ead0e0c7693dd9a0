"""read-modify-write: a value read from a store, changed in Python, and written back with nothing that keeps others away."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.unit import UnitFacts
from offpath.facts.updates.rewrites import Rewrite, rewrites
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity


class ReadModifyWrite(Rule):
    """A stored value is read, changed in Python, and written back while others may write it too.

    ## What it does
    Flags values that are read from a shared store, changed on the basis of what was read, and written back, with no row lock,
    conditional write, version check or lock between. All stores count: SQL drivers, SQLAlchemy, Django, Peewee, Tortoise,
    MongoDB, redis, and repositories.

    ## Why it is a risk
    Two requests read the same balance, both find it large enough, and both write their own result: one change is lost, or
    money is spent twice. It never happens in a test and often under load.

    ## Example
    ```python
    user = db.get_user(user_id)
    if user.balance >= amount:
        user.balance -= amount
        db.save_user(user)
    ```

    ## Use instead
    ```python
    cursor = db.execute(
        "UPDATE users SET balance = balance - ? WHERE id = ? AND balance >= ?", (amount, user_id, amount)
    )
    if cursor.rowcount == 0:
        raise InsufficientFunds(user_id)
    ```

    ## Known limits
    A transaction alone is no lock at the usual isolation levels, and counts as none. A lock that only covers one process counts as
    a lock. Records made in the same function, and flags that are set to the same value whoever wins, are left alone.

    ## Fix safety
    No fix yet.
    """

    name = "read-modify-write"
    category = "race-condition"
    severity = Severity.ERROR
    cwe = (362,)
    invalid = (
        """\
import sqlite3

def spend(db: sqlite3.Connection, user_id: int, amount: int) -> bool:
    balance = db.execute("SELECT balance FROM users WHERE id = ?", (user_id,)).fetchone()[0]
    if balance < amount:
        return False
    db.execute("UPDATE users SET balance = ? WHERE id = ?", (balance - amount, user_id))  # want
    db.commit()
    return True
""",
        """\
def withdraw(db, user_id, amount):
    user = db.get_user(user_id)
    if user.balance >= amount:
        user.balance -= amount
        db.save_user(user)  # want
""",
    )
    valid = (
        """\
import sqlite3

def spend(db: sqlite3.Connection, user_id: int, amount: int) -> bool:
    sql = "UPDATE users SET balance = balance - ? WHERE id = ? AND balance >= ?"
    done = db.execute(sql, (amount, user_id, amount)).rowcount == 1
    db.commit()
    return done
""",
        """\
from django.db import models, transaction

class Wallet(models.Model):
    cents = models.IntegerField()

def spend(pk, cents):
    with transaction.atomic():
        wallet = Wallet.objects.select_for_update().get(pk=pk)
        wallet.cents -= cents
        wallet.save()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports each rewrite on its write, or on the assignment where the store follows the record by itself."""
        if facts.source.is_test:
            return
        for function in facts.functions:
            for rewrite in rewrites(function):
                yield self.finding(
                    facts.span(rewrite.at),
                    "a stored value is read, changed and written back while others may write it too\n"
                    "Two requests at once read the same value, and one change is lost. Change it in one conditional write, or lock "
                    "the record while it is changed.",
                    Confidence.HIGH,
                    related=tuple(_related(facts, rewrite)),
                )


def _related(facts: UnitFacts, rewrite: Rewrite) -> Iterator[Related]:
    if _is_inside(rewrite, facts):
        yield Related(facts.span(rewrite.read.call), "the value is read here")
    if rewrite.decision is not None:
        yield Related(facts.span(rewrite.decision), "what was read decides here")


def _is_inside(rewrite: Rewrite, facts: UnitFacts) -> bool:
    """Whether the read stands in the function itself, not in a dependency that hands the record over."""
    return any(call is rewrite.read.call for call in rewrite.function.calls) and bool(facts.functions)
