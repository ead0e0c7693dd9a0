"""schema-drift: a column is named that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.schema_drift import DriftPlace, schema_drift
from offpath.facts.code.kinds_of_files import DOCUMENTATION, MIGRATIONS, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class SchemaDrift(Rule):
    """A query or an attribute names a column that the project's model or table does not have.

    ## What it does
    Compares the columns of SQL texts with the tables that the project creates, and the keywords and attributes of queries and records with its models: along
    Django's paths through relations (`filter(visit__patient__user=…)`, `order_by`, `values`, `F`), and for records that come out of a query, a loop over one, a view's
    `get_object()` or a relation.

    ## Why it is a risk
    The statement fails when it first runs, which may be the rare branch that no test takes.

    ## Example
    ```python
    db.execute("CREATE TABLE users (id INTEGER, email TEXT)")
    db.execute("SELECT id, mail FROM users")
    ```

    ## Use instead
    ```python
    db.execute("CREATE TABLE users (id INTEGER, email TEXT)")
    db.execute("SELECT id, email FROM users")
    ```

    ## Known limits
    Only tables and models that the project shows whole count. Silent for statements with sub-queries, annotated query sets, and models whose bases cannot be seen.

    ## Fix safety
    Unsafe: the closest name may not be the one that was meant. Only offered for a name that is one slip away.
    """

    name = "schema-drift"
    category = "hollow-code"
    severity = Severity.ERROR
    silent_in = frozenset({TESTS, MIGRATIONS, DOCUMENTATION})
    aliases = ("DB_SCHEMA_DRIFT",)
    invalid = (
        """\
import sqlite3

db = sqlite3.connect("shop.db")
db.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT)")

def mails():
    return db.execute("SELECT id, emial FROM users").fetchall()  # want
""",
    )
    valid = (
        """\
import sqlite3

db = sqlite3.connect("shop.db")
db.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT)")

def mails():
    return db.execute("SELECT id, email, COUNT(*) AS n FROM users GROUP BY email ORDER BY n").fetchall()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the query's call, the keyword, or the attribute."""
        for each in schema_drift(facts):
            hint = f"Did you mean `{each.meant}`?" if each.meant else "Name one that exists, or add it."
            yield self.finding(
                facts.span(each.node),
                f"{each.of} has no `{each.column}`\nThis fails when it first runs. {hint}",
                Confidence.HIGH if each.meant else Confidence.MEDIUM,
                reason=_REASONS.get(each.place, ""),
                fixes=(Fix(f"Write `{each.meant}`", each.edits),) if each.edits else (),
            )


_REASONS = {DriftPlace.RELATION: "behind a relation", DriftPlace.RECORD: "on a record"}
"""Where a name stands, in the words in which verdicts are counted."""
