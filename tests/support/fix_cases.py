"""Cases of fixes: what stands before, what no fix may write, and what a good one writes.

A case is a folder `tests/fixes/<rule>/<kind>/` with `before.py`, `wrong.txt` and `right.txt`; other files are the rest
of its project. In both texts white space does not count, and a line `---` parts blocks. None of the blocks of
`wrong.txt` may stand in the file after any fix of the rule, alone or with the first fixes of all other findings. One
block of `right.txt` has to (all of them, where it opens with `all:`); `no fix` says that offering none is right, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from offpath.engine.fixing.fixes import edits_of
from offpath.rules.base import Fix
from offpath.text.document import Document
from offpath.text.span import Edit, OverlappingEdits, apply_edits
from support.checking import Located, find

FIXES = Path(__file__).parent.parent / "fixes"

_ALL = "all:"
_NO_FIX = "no fix"


@dataclass(frozen=True, slots=True)
class FixCase:
    """One case; the file that is mended is called `before.py` in its project."""

    rule: str
    kind: str
    files: dict[str, str]
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    wants_all: bool

    @property
    def may_have_none(self) -> bool:
        """Whether it is right to offer no fix."""
        return any(each.startswith(_NO_FIX) for each in self.right)


@dataclass(frozen=True, slots=True)
class Mended:
    """The file after a fix."""

    title: str
    fix: Fix | None
    """None: the first fixes of all findings together."""
    text: str


def fix_cases() -> list[FixCase]:
    """Every case, by rule and kind."""
    return [_read(path.parent) for path in sorted(FIXES.glob("*/*/before.py"))]


def mended(case: FixCase) -> Iterator[Mended]:
    """The file after each fix that is offered, and after the first of each finding together."""
    text = case.files["before.py"]
    together: list[Edit] = []
    for located in find(case.files, [case.rule]):
        if located.path != "before.py":
            continue
        offered = [(fix, edits) for fix in located.finding.fixes if (edits := _edits(text, located, fix)) is not None]
        for fix, edits in offered:
            yield Mended(f"“{fix.title}” ({fix.applicability.value})", fix, apply_edits(text, edits))
        together += [edit for edit in (offered[0][1] if offered else ()) if edit not in together]
    try:
        yield Mended("all fixes together", None, apply_edits(text, together))
    except OverlappingEdits:
        return


def faults(case: FixCase) -> list[str]:
    """What is wrong about the fixes of a case."""
    results = [each for each in mended(case) if each.text != case.files["before.py"]]
    found = [
        f"{each.title} writes what is wrong: {block}"
        for each in results
        for block in case.wrong
        if _squeezed(block) in _squeezed(each.text)
    ]
    if _compiles(case.files["before.py"]):  # else its syntax is newer than the Python that runs this
        found += [f"{each.title} does not compile:\n{each.text}" for each in results if not _compiles(each.text)]
    return [*found, *_without_what_is_right(case, results)]


def _without_what_is_right(case: FixCase, results: list[Mended]) -> Iterator[str]:
    good = [_squeezed(block) for block in case.right if not block.startswith(_NO_FIX)]
    texts = [_squeezed(each.text) for each in results]
    if not texts:
        if not case.may_have_none:
            yield "no fix is offered"
    elif case.wants_all:
        if not all(block in texts[-1] for block in good):
            yield "not all that is right is written"
    elif not any(block in text for block in good for text in texts):
        yield "no fix writes what is right" if good else "a fix is offered where none is right"


def _edits(text: str, located: Located, fix: Fix) -> tuple[Edit, ...] | None:
    return edits_of(Document.from_text(text), located.unit, fix)


def _read(folder: Path) -> FixCase:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8") for path in sorted(folder.rglob("*.py"))
    }
    right = _blocks(folder / "right.txt")
    wants_all = right[0].startswith(_ALL)
    if wants_all:
        right = (right[0].removeprefix(_ALL).strip(), *right[1:])
    return FixCase(folder.parent.name, folder.name, files, _blocks(folder / "wrong.txt"), right, wants_all)


def _blocks(file: Path) -> tuple[str, ...]:
    parts = re.split(r"^---\s*$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return tuple(part.strip() for part in parts if part.strip())


def _compiles(text: str) -> bool:
    try:
        compile(text, "before.py", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _squeezed(text: str) -> str:
    return "".join(text.split())
