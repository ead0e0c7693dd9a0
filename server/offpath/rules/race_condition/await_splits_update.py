"""await-splits-update: others run between the reading and the writing."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.race_condition.await_splits_update import split_updates
from offpath.detect.race_condition.split_reasons import Reason, reason_of
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity


class AwaitSplitsUpdate(Rule):
    """Shared state is read, something is awaited, and what was read decides or is written back.

    ## What it does
    Flags, in coroutines, `x = self.n; await …; self.n = x + 1`, `self.n += await f()`, and a check of shared state before an await that a change after it relies on, or
    that takes an element for granted which others remove.

    ## Why it is a risk
    At the await every other task may run and change the same state; its change is overwritten, or the check no longer holds.

    ## Example
    ```python
    if self.free > 0:
        await self.notify(guest)
        self.free -= 1
    ```

    ## Use instead
    ```python
    async with self.lock:
        if self.free > 0:
            await self.notify(guest)
            self.free -= 1
    ```

    ## Known limits
    Attributes of the object, globals and application state count. Objects of one request do not. A lock is known by its name. An await at which nobody else has
    a turn, because the awaited coroutine of the project waits for nothing itself, splits nothing. Of low confidence are commands, objects that every call makes for
    itself, and what is only computed twice.
    """

    name = "await-splits-update"
    category = "race-condition"
    severity = Severity.ERROR
    cwe = (362,)
    invalid = (
        """\
class Counter:
    def __init__(self):
        self.value = 0

    async def add(self, store, amount):
        value = self.value
        await store.write(value)
        self.value = value + amount  # want
""",
    )
    valid = (
        """\
class Counter:
    def __init__(self):
        self.value = 0

    async def add(self, store, amount):
        self.value += amount
        await store.write(self.value)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the write."""
        for function in facts.functions:
            for each in split_updates(function):
                what = "is written back after an await" if each.certain else "was checked before an await"
                reason = reason_of(function, each)
                yield self.finding(
                    facts.span(each.write),
                    f"`{each.place}` {what}, and others may have changed it meanwhile\n"
                    "Every other task can run at the await. Hold a lock around all of it, or read it again.",
                    _BELIEF[reason],
                    reason=reason.value,
                    related=(
                        Related(facts.span(each.read), "it is read here"),
                        Related(facts.span(each.wait), "others run here"),
                    ),
                )


_BELIEF = {
    Reason.WRITTEN_BACK: Confidence.HIGH,
    Reason.DECIDED: Confidence.MEDIUM,
    Reason.MEMO: Confidence.LOW,
    Reason.OF_ONE_CALL: Confidence.LOW,
    Reason.BY_HAND: Confidence.LOW,
}
