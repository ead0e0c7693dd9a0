"""Makes the files of a new rule: `python -m offpath.scaffold NAME CATEGORY`. What they hold passes the tests and waits to be replaced.

`docs/adding-a-rule.md` says how to go on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")

_RULE = '''"""{name}: SAY IN HALF A LINE WHAT IS WRONG."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t


class {class_name}(Rule):
    """SAY IN ONE LINE WHAT THE CODE DOES WRONG.

    ## What it does
    Flags ….

    ## Why it is a risk
    ….

    ## Example
    ```python
    library.function()
    ```

    ## Use instead
    ```python
    library.other()
    ```

    ## Known limits
    Silent ….

    ## Fix safety
    There is no fix.
    """

    name = "{name}"
    category = "{category}"
    severity = Severity.WARNING
    invalid = (
        """\\
import library

library.function()  # want
""",
    )
    valid = (
        """\\
import library

library.other()
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call."""
        for call in facts.nodes(t.Call):
            if facts.callee(call) == "library.function":
                yield self.finding(
                    facts.span(call),
                    "SAY WHAT IS WRONG HERE, SHORTLY\\nSay why it matters, and what to do.",
                    Confidence.HIGH,
                )
'''

_FOUND = """\
import library


def handler():
    return library.function()  # want
"""

_SILENT = """\
import library


def handler():
    return library.other()
"""

_NEXT = """\
Next, as docs/adding-a-rule.md says it:
  1. fixtures first: {fixtures} (found_*.py with `# want`, silent_*.py for the innocent look-alikes)
  2. the rule: {rule}
  3. a fault for it in tests/demo, which shows every rule, and where it belongs in tests/applications
  4. python -m offpath.docs   (pages, README, settings)
  5. python -m pytest tests/rules -k {name}; python -m pytest tests/engine/test_demo.py tests/rules/test_applications.py
  6. a line in CHANGELOG.md"""


class CannotScaffold(Exception):
    """The rule cannot be begun, in words for who asked for it."""


def scaffold(name: str, category: str, root: Path = ROOT) -> tuple[Path, ...]:
    """Writes the files of a new rule and returns their paths. Raises `CannotScaffold`; then nothing is written."""
    for given in (name, category):
        if not _NAME.fullmatch(given):
            raise CannotScaffold(f"{given!r} is no name: small letters, words parted by hyphens")
    rules = root / "server" / "offpath" / "rules"
    package = rules / category.replace("-", "_")
    if not package.is_dir():
        known = ", ".join(sorted(each.parent.name.replace("_", "-") for each in rules.glob("*/__init__.py")))
        raise CannotScaffold(
            f"there is no category {category!r}; there are {known}. For a new one make {package.name}/__init__.py"
        )
    fixtures = root / "tests" / "fixtures" / name
    class_name = "".join(word.capitalize() for word in name.split("-"))
    files = {
        package / f"{name.replace('-', '_')}.py": _RULE.format(name=name, category=category, class_name=class_name),
        fixtures / "found_example.py": _FOUND,
        fixtures / "silent_example.py": _SILENT,
    }
    taken = [path for path in (*rules.glob(f"*/{name.replace('-', '_')}.py"), *files) if path.exists()]
    if taken:
        raise CannotScaffold(f"{taken[0]} is there already")
    fixtures.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return tuple(files)


def main(arguments: Sequence[str]) -> int:
    """Make the files and say how to go on; the exit code is 2 for a usage that cannot be met."""
    if len(arguments) != 2:
        print("usage: python -m offpath.scaffold NAME CATEGORY", file=sys.stderr)
        return 2
    try:
        rule, found, *_ = scaffold(arguments[0], arguments[1])
    except CannotScaffold as error:
        print(f"offpath.scaffold: {error}", file=sys.stderr)
        return 2
    print(_NEXT.format(name=arguments[0], rule=rule.relative_to(ROOT), fixtures=found.parent.relative_to(ROOT)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
