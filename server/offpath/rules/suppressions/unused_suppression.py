"""unused-suppression: a suppressing comment that silences nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from offpath.rules.base import Finding, Rule, Severity

if TYPE_CHECKING:
    from offpath.facts.unit import UnitFacts


class UnusedSuppression(Rule):
    """A suppressing comment silences nothing.

    ## What it does
    Flags `# offpath: ignore[…]` and `# offpath: ignore-file[…]` comments that name a rule which has nothing to report
    there, or which does not exist.

    ## Why it is a risk
    The fault that the comment excused is gone, the comment is not: the next fault of the same kind on that line is
    silenced before anybody has seen it.

    ## Example
    ```python
    total = 0  # offpath: ignore[missing-timout] the gateway has one
    ```

    ## Use instead
    ```python
    total = 0
    ```

    ## Known limits
    A rule that did not run says nothing about the comments that name it.

    ## Fix safety
    Safe: the comment is removed, or the useless name in it.
    """

    name = "unused-suppression"
    category = "suppressions"
    severity = Severity.WARNING
    told_by_one_statement = True
    valid = ("total = 0  # offpath-ignored for now\n", 'note = "# offpath: ignore[no-such-rule]"\n')
    invalid = (
        "total = 0  # offpath: ignore[no-such-rule]  # want\n",
        "# offpath: ignore[no-such-rule, nor-this] a reason  # want\ntotal = 0\n",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Nothing: the engine reports these once it knows what all the other rules found."""
        yield from ()
