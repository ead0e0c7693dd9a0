"""uncommitted-write: what is written vanishes when the connection is closed."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.uncommitted_write import LostWrite, lost_writes
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import indentation, line_end, statement_of
from offpath.repair.placing import behind
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class UncommittedWrite(Rule):
    """A function writes through a connection or session of its own and never commits.

    ## What it does
    Flags inserts, updates and deletions on a connection or session that the function opens, where neither a commit, a transaction block, nor leaving a `with`
    makes them last.

    ## Why it is a risk
    The statement succeeds, the function reports success, and closing the connection rolls everything back.

    ## Example
    ```python
    conn = sqlite3.connect(path)
    conn.execute("INSERT INTO orders (total) VALUES (?)", (total,))
    conn.close()
    ```

    ## Use instead
    ```python
    conn = sqlite3.connect(path)
    conn.execute("INSERT INTO orders (total) VALUES (?)", (total,))
    conn.commit()
    conn.close()
    ```

    ## Known limits
    Silent where the connection is handed on, returned or stored, for autocommit, and for sessions that a framework opens and commits.

    ## Fix safety
    Unsafe: the data is kept.
    """

    name = "uncommitted-write"
    category = "hollow-code"
    severity = Severity.ERROR
    aliases = ("UNCOMMITTED_WRITE",)
    invalid = (
        """\
import sqlite3

def add_order(path, total):
    conn = sqlite3.connect(path)
    conn.execute("INSERT INTO orders (total) VALUES (?)", (total,))  # want
    conn.close()
    return True
""",
    )
    valid = (
        """\
import sqlite3

def add_order(path, total):
    with sqlite3.connect(path) as conn:
        conn.execute("INSERT INTO orders (total) VALUES (?)", (total,))
    return True
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the last write of each connection."""
        for function in facts.functions:
            for lost in lost_writes(function):
                yield self.finding(
                    facts.span(lost.write.call),
                    f"what is written through `{lost.name}` is never committed\n"
                    "Closing the connection rolls it back, though the statement succeeded. Commit it.",
                    Confidence.HIGH,
                    fixes=_fixes(facts, lost),
                )


def _fixes(facts: UnitFacts, lost: LostWrite) -> tuple[Fix, ...]:
    statement = statement_of(lost.write.call)
    awaited = "await " if lost.is_async else ""
    edit = behind(facts, statement, f"{indentation(facts, statement)}{awaited}{lost.name}.commit(){line_end(facts)}")
    return (Fix("Commit it", (edit,)),) if edit is not None else ()
