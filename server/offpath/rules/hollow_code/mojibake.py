"""mojibake: a literal holds the traces of a wrong decode."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.mojibake import Mojibake, garbled_literals
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule, Severity
from offpath.text.span import Edit


class MojibakeLiteral(Rule):
    """A string literal holds text that was decoded wrongly.

    ## What it does
    Flags characters in string literals that are UTF-8 read as Windows-1252 or Latin-1 (`Ã©` for `é`, `â€™` for `’`), and lost characters within words.

    ## Why it is a risk
    Users see it, comparisons with right text fail, and it spreads into stored data.

    ## Example
    ```python
    TITLE = "RÃ©sumÃ©"
    ```

    ## Use instead
    ```python
    TITLE = "Résumé"
    ```

    ## Known limits
    Only sequences that decode to a character count, and only in texts without other characters beyond ASCII: a text is decoded wrongly as a whole. Silent
    where the literal is a key, a pattern or an argument of `replace`: code that repairs such text.

    ## Fix safety
    Safe: the bytes of the wrong text say what was meant, and nothing else changes. Unsafe where the text is matched with values (one of several, a case, a key), which
    may hold it as wrongly. Lost characters have no fix.
    """

    name = "mojibake"
    category = "hollow-code"
    severity = Severity.WARNING
    told_by_one_statement = True
    aliases = ("ENCODING_CORRUPTION",)
    cwe = (172,)
    invalid = (
        """\
TITLE = "RÃ©sumÃ© of the day"  # want
""",
    )
    valid = (
        """\
TITLE = "Résumé of the day"
""",
        """\
def repaired(text):
    return text.replace("Ã©", "é")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the first wrong characters of each literal."""
        for runs in garbled_literals(facts):
            first = runs[0]
            meant = (
                f"`{first.text}` was meant to be `{first.meant}`" if first.meant else "a character of this text is lost"
            )
            yield self.finding(
                first.span,
                f"{meant}: the text was decoded with the wrong encoding\nWrite it anew, and look at how it got here.",
                Confidence.HIGH,
                fixes=_fixes(runs),
            )


def _fixes(runs: tuple[Mojibake, ...]) -> tuple[Fix, ...]:
    if not all(run.meant for run in runs):
        return ()
    edits = tuple(Edit(run.span, run.meant) for run in runs)
    is_matched = any(run.is_matched for run in runs)
    return (Fix("Write what was meant", edits, Applicability.UNSAFE if is_matched else Applicability.SAFE),)
