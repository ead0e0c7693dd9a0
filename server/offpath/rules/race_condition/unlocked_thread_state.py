"""unlocked-thread-state: a thread and its owner change the same attribute."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.race_condition.unlocked_thread_state import Reason, thread_races
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class UnlockedThreadState(Rule):
    """An attribute is changed by a thread's function and elsewhere, and no lock orders the two.

    ## What it does
    Flags changes of attributes in methods that a `Thread`, `Timer` or executor runs, without a lock, where another method changes the same attribute.

    ## Why it is a risk
    `+=` reads, adds and writes in three steps; a change in between is lost, now and then, under load.

    ## Example
    ```python
    def _run(self):
        self.done += 1
    ```

    ## Use instead
    ```python
    def _run(self):
        with self._lock:
            self.done += 1
    ```

    ## Known limits
    Flags that are only set to constants count as orderly, and so do methods that run before the thread starts. One class at a time. Of low confidence are attributes that
    both bind to something new, and caches, where a lost change costs computing it again.
    """

    name = "unlocked-thread-state"
    category = "race-condition"
    severity = Severity.WARNING
    cwe = (366,)
    invalid = (
        """\
import threading

class Importer:
    def __init__(self):
        self.pending = 0
        self.worker = threading.Thread(target=self._run)

    def add(self, rows):
        self.pending += len(rows)

    def _run(self):
        while True:
            self.pending -= 1  # want
""",
    )
    valid = (
        """\
import threading

class Importer:
    def __init__(self):
        self.pending = 0
        self.lock = threading.Lock()
        self.worker = threading.Thread(target=self._run)

    def add(self, rows):
        with self.lock:
            self.pending += len(rows)

    def _run(self):
        with self.lock:
            self.pending -= 1
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the first change of each attribute in what the thread runs."""
        for function in facts.functions:
            for race in thread_races(function):
                yield self.finding(
                    facts.span(race.node),
                    f"`self.{race.attribute}` is changed in a thread here, and by `{race.other}` outside of it, without a lock\n"
                    "A change between the reading and the writing is lost. Hold one lock around both.",
                    _BELIEF[race.reason],
                    reason=race.reason.value,
                )


_BELIEF = {
    Reason.WRITTEN_BACK: Confidence.HIGH,
    Reason.ONE_STEP: Confidence.MEDIUM,
    Reason.BOUND_ANEW: Confidence.LOW,
    Reason.CACHE: Confidence.LOW,
}
