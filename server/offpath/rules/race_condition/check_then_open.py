"""check-then-open: a look at a path decides what is done with it a moment later."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.race_condition.check_then_open import CheckedPath, checked_paths
from offpath.detect.race_condition.path_reasons import Reason, reason_of, several_at
from offpath.facts.code.kinds_of_files import BUILD, DOCUMENTATION, TESTS
from offpath.facts.running.at_once import Several
from offpath.facts.unit import UnitFacts
from offpath.repair.check_then_open import path_repairs
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Related, Rule, Severity


class CheckThenOpen(Rule):
    """A file is looked for first, and opened, removed, made or renamed afterwards.

    ## What it does
    Flags calls that act on a path in the branch that `os.path.exists`, `Path.exists` and the like opened for the same path, or in the `else` beside it; files
    that are made
    where another branch reads them; removals behind an early return; renames and moves onto a path that was looked at. The look's answer may be kept in a name.
    The look must still say something there: not where the path is bound anew in between.

    ## Why it is a risk
    Between the look and the action another process may make or remove the file. Then the action fails although the look said that it would not, or hits what
    somebody else has put there.

    ## Example
    ```python
    if not os.path.exists(folder):
        os.makedirs(folder)
    ```

    ## Use instead
    ```python
    os.makedirs(folder, exist_ok=True)
    ```

    ## Known limits
    A look that ends the function with a message of its own is none of this, nor is one in a folder that the function has made for itself: a temporary one, a copy.
    Silent where a lock is held. Of low confidence are files that are only read and that the module never removes, files that a failure leaves behind, commands, what
    happens once while a module is loaded, files that are named by their content, and, in a project that shows who runs it, code to which no request and no worker's
    job is seen to lead.

    ## Fix safety
    Safe where the look stays and the action copes with what another process did meanwhile (`exist_ok=True`, `missing_ok=True`, the missing file's error suppressed),
    and where `isdir` is dropped before a folder is made, for `exist_ok` asks the same. Doing it without looking first is unsafe: `exists` also says no to links that
    lead nowhere and where nobody may look, and yes to a file in the folder's place. `os.mkdir` behind `isdir` becomes `os.makedirs`, which also makes the folders above,
    and is unsafe. Looks that keep other things out (`isfile`, `access`) are never dropped. Other actions have no fix.
    """

    name = "check-then-open"
    category = "race-condition"
    severity = Severity.WARNING
    silent_in = frozenset({TESTS, DOCUMENTATION, BUILD})
    between_two = True
    cwe = (367,)
    invalid = (
        """\
import os

def prepare(folder):
    if not os.path.exists(folder):
        os.makedirs(folder)  # want
""",
        """\
from pathlib import Path

def forget(path: Path):
    if path.exists():
        path.unlink()  # want
""",
    )
    valid = (
        """\
import os

def prepare(folder):
    os.makedirs(folder, exist_ok=True)
""",
        """\
import os

def state(path):
    return "there" if os.path.exists(path) else "gone"
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the action."""
        for found in checked_paths(facts):
            several = several_at(facts, found)
            reason = reason_of(facts, found, several)
            yield self.finding(
                facts.span(found.act),
                _told(found, several),
                _BELIEF.get(reason, Confidence.MEDIUM),
                reason=reason.value,
                related=(Related(facts.span(found.look), "this is the look"),),
                fixes=_fixes(facts, found),
            )


_BELIEF = {
    Reason.MAKES_FOLDER: Confidence.HIGH,
    Reason.READS: Confidence.LOW,
    Reason.CLEANS_UP: Confidence.LOW,
    Reason.BY_HAND: Confidence.LOW,
    Reason.AT_START: Confidence.LOW,
    Reason.BY_CONTENT: Confidence.LOW,
    Reason.NOBODY_ELSE: Confidence.LOW,
}
"""Two who make a folder at once are seen in practice; a file that is only read is hardly ever removed between two lines."""


def _told(found: CheckedPath, several: Several | None) -> str:
    does = "make" if found.negated else "remove"
    if several is Several.MANY:
        why = f"What runs at the same time for somebody else can {does} it in between."
    elif several is Several.CANNOT_TELL:
        why = f"Another process can {does} it in between."
    else:
        why = f"Nothing was seen that could {does} it in between, but nothing keeps others from it either."
    return f"`{found.path}` was looked at first, and may have changed by now\n{why} Do it at once, and cope with what it meets."


def _fixes(facts: UnitFacts, found: CheckedPath) -> tuple[Fix, ...]:
    return tuple(
        Fix(each.title, each.edits, Applicability.SAFE if each.is_safe else Applicability.UNSAFE, each.imports)
        for each in path_repairs(facts, found)
    )
