"""dead-db-result: rows that are fetched and never used."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.dead_db_result import DeadResult, dead_results
from offpath.facts.stores.chain import stripped
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class DeadDbResult(Rule):
    """A query's rows are fetched and nothing comes of them.

    ## What it does
    Flags queries whose rows never reach a return value, a write, a log, a condition or an argument, directly or through
    what is made of them. All stores count: SQL drivers, SQLAlchemy, Django, Peewee, Tortoise, MongoDB, redis, and functions
    of the project that only read.

    ## Why it is a risk
    The answer looks as if it rested on the data and does not: a report without its figures, a list that is always empty.
    The tests pass, for the query runs.

    ## Example
    ```python
    rows = db.execute("SELECT event_type, COUNT(*) FROM events WHERE user_id = ? GROUP BY 1", (user_id,)).fetchall()
    return {"status": "ok", "user_id": user_id}
    ```

    ## Use instead
    ```python
    rows = db.execute("SELECT event_type, COUNT(*) FROM events WHERE user_id = ? GROUP BY 1", (user_id,)).fetchall()
    return {"status": "ok", "user_id": user_id, "counts": dict(rows)}
    ```

    ## Known limits
    Reads that raise when nothing is found count as checks. Reads that lock, calls of SQL functions alone, names that begin
    with an underscore, and functions named for warming a cache or probing the database are left alone.

    ## Fix safety
    No fix: what the rows were meant for is not for a tool to guess.
    """

    name = "dead-db-result"
    category = "hollow-code"
    severity = Severity.ERROR
    aliases = ("DEAD_DB_RESULT", "DEAD_CALL_RESULT")
    invalid = (
        """\
import sqlite3

def activity(db: sqlite3.Connection, user_id: int) -> dict:
    rows = db.execute("SELECT kind, COUNT(*) FROM events WHERE user_id = ? GROUP BY kind", (user_id,)).fetchall()  # want
    return {"status": "ok", "user_id": user_id}
""",
        """\
from django.db import models

class Order(models.Model):
    total = models.IntegerField()

def open_orders(customer):
    newest = Order.objects.filter(customer=customer).order_by("-id").first()  # want
    return {"customer": customer.pk}
""",
    )
    valid = (
        """\
import sqlite3

def activity(db: sqlite3.Connection, user_id: int) -> dict:
    rows = db.execute("SELECT kind, COUNT(*) FROM events WHERE user_id = ? GROUP BY kind", (user_id,)).fetchall()
    return {"status": "ok", "counts": dict(rows)}
""",
        """\
import psycopg

def with_lock(conn: psycopg.Connection, key: int, job) -> None:
    locked = conn.execute("SELECT pg_advisory_xact_lock(%s)", (key,)).fetchone()
    job()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports each dead result on the call that fetches it."""
        for function in facts.functions:
            for dead in dead_results(function):
                yield self._report(facts, dead)

    def _report(self, facts: UnitFacts, dead: DeadResult) -> Finding:
        subject = f"`{dead.name}`" if dead.name else "what this query reads"
        source = f" from {dead.access.target}" if dead.access.target else ""
        by_name = dead.access.certainty == "by-name" and dead.access.store in ("repository", "django")
        return self.finding(
            facts.span(stripped(dead.result)),
            f"{subject} is read{source} and never used\n"
            "No result, write, log, condition or call depends on it, so the answer cannot rest on the data. "
            "Use the rows, or drop the query.",
            Confidence.MEDIUM if by_name else Confidence.HIGH,
            evidence=("the call is told to be a query by its name alone",) if by_name else (),
        )
