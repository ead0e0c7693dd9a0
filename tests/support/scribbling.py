"""Random edits as people and tools make them, over real files, with every answer looked at.

A script is what happened: it can be played again, and made small. `scribbling_for_long` runs for long.
"""

from __future__ import annotations

import random
import re
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest.mock import patch

from offpath.engine import openfile, session
from offpath.syntax import blocks, structure
from support.keyboard import Typist
from support.samples import FIXTURES, parse_application, parse_sample
from support.sessions import make_project
from support.watching import Replacement, Watched

TESTS = Path(__file__).parent.parent

FRAGMENTS = (
    '"""', "'''", '"', "'", "(", ")", "[", "]", "{", "}", ":", "#", "\\", "\\\n", "\t", "    ", "\n", "\r\n", "\r", "\x0c", "😀", "é", "漢",
    "\u2028", "def ", "class ", "async ", "async def g():\n", "    return\n", "@", "lambda", "if x:\n", "else:\n", "try:\n", "except:\n",
    "except Exception as error:\n", "finally:\n", "f'{", "rb'", 'b"""', "# offpath: ignore", "# offpath: ignore-file[", "=", ",", ";", ".",
    "\n\n\n", "  ", " ", "import ", "from . import *\n", "match x:\n    case 1:\n        pass\n", "return", "\ufeff", "await ", "*", "->", "x",
    "return None\n", "raise", "pass", "with ", "while True:\n", "break", "continue", "global x", "yield ", "self", "not ", ":=", "\xa0",
)  # fmt: skip
SNIPPETS = (
    "try:\n    work()\nexcept Exception:\n    pass\n",
    "import requests\nrequests.get('http://10.0.0.5/x')\n",
    "def save_user(user):\n    return True\n",
    "def save_all(items):\n    try:\n        store(items)\n    except Exception:\n        return {'success': True}\n"
    "    return {'success': True}\n",
    "DEBUG = True\n",
    "async def nothing(a):\n    return a + 1\n",
    "import os\nNAME = os.environ['NAME']\n",
    "def validate_email(email):\n    return True\n",
    "x = 1\n",
    "name = '😀 é 漢字'\n",
    "s = 'a\\\nb'\n",
    "class Thing:\n    count = 0\n\n    def update(self, value):\n        pass\n",
    "def outer():\n    def inner():\n        raise NotImplementedError\n    return inner\n",
    "with open(path) as handle:\n    data = handle.read()\n",
    "# offpath: ignore[missing-timeout] because\n",
    "# offpath: ignore-file[missing-timeout, silent-failure] whole\n",
    "# a comment 💩\n",
    "requests.post(url, json=data)  # offpath: ignore[missing-timeout]\n",
    "import requests\nresponse = requests.get(url)\nbody = response.json()['x']\n",
    'cursor.execute(f"SELECT * FROM users WHERE id = {user_id}")\n',
    "if not os.path.exists(path):\n    os.makedirs(path)\n",
    "raise NotImplementedError\n",
    "return True\n",
    "print('x', password)\n",
    "'''\n",
    '"""Doc."""\n',
    "match x:\n    case {'k': y}:\n        pass\n",
    "@app.route('/users/<int:user_id>', methods=['POST'])\ndef edit(user_id):\n    user = db.session.get(User, user_id)\n"
    "    user.name = request.json['name']\n    db.session.commit()\n    return {'ok': True}\n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened: a document's new text by edits (none: as a whole), or how far the session worked."""

    kind: str
    """`edit`, `whole`, `reopen`, `step`, `urgent`, `settle` or `compare`."""
    name: str = ""
    edits: tuple[Replacement, ...] = ()
    text: str = ""


@dataclass
class Script:
    """A project's files, those of them that are opened, and what happened."""

    files: dict[str, str]
    opened: tuple[str, ...]
    steps: list[Step] = field(default_factory=list)
    near_sighted: bool = False
    """Whether what is done a little at a time in long files is done so in these short ones, too."""

    def play(self, root: Path, more: Callable[[Watched], Iterator[Step]] | None = None) -> None:
        """Does it all again, then what ``more`` thinks of. Raises `Wrong`."""
        with near_sight() if self.near_sighted else nullcontext():
            self._play(root, more)

    def _play(self, root: Path, more: Callable[[Watched], Iterator[Step]] | None) -> None:
        watched = Watched(make_project(root, self.files))
        for name in self.opened:
            watched.open(name, self.files[name])
        watched.work()
        for step in self.steps:
            perform(watched, step)
        for step in more(watched) if more is not None else ():
            self.steps.append(step)
            perform(watched, step)


@contextmanager
def near_sight() -> Iterator[None]:
    """Everything that begins at some number of lines or units begins at a few."""
    few = {
        (structure, "_LOOK_AHEAD"): 4, (structure, "_LINES_AT_ONCE"): 7, (structure, "_BLOCKS_AT_ONCE"): 2,
        (openfile, "_SURVEYED_AT_ONCE"): 3, (openfile, "_KEPT_TREES"): 2, (session, "_SWEPT_AT_ONCE"): 2, (blocks, "_CUT_EVERY"): 2,
    }  # fmt: skip
    with ExitStack() as stack:
        for (module, name), number in few.items():
            stack.enter_context(patch.object(module, name, number))
        yield


def perform(watched: Watched, step: Step) -> None:
    """One step."""
    if step.kind == "edit":
        watched.edit(step.name, *step.edits)
    elif step.kind == "whole":
        watched.replace_all(step.name, step.text)
    elif step.kind == "reopen":
        watched.reopen(step.name)
    elif step.kind == "step":
        watched.editor.session.work(0.0)
    elif step.kind == "compare":
        watched.compare()
    else:
        watched.work(urgent_only=step.kind == "urgent")


@cache
def sources(*, library: bool) -> tuple[Path, ...]:
    """The files to edit: demonstrations, applications, samples of the rules, and (if wanted) the standard library's."""
    demo = sorted((TESTS / "demo").glob("*/*.py"))
    applications = sorted((TESTS / "applications").glob("*.py"))
    fixtures = sorted(FIXTURES.glob("*/found_*.py"))
    found = [*demo * 6, *applications * 3, *fixtures]
    if library:
        found += [each for each in _library() if each.stat().st_size < 14_000]
    return tuple(found)


@cache
def _library() -> tuple[Path, ...]:
    standard, installed = Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))
    found = [*standard.glob("*.py"), *standard.glob("json/*.py"), *(installed / "pip").rglob("*.py")]
    return tuple(sorted(each for each in found if each.parent.name != "_unicode_data"))  # tables of numbers are no code


def script_of(path: Path, chance: random.Random) -> Script:
    """A project around a file, with some of its files opened."""
    if path.parent.parent.parent == FIXTURES.parent and path.is_relative_to(FIXTURES):
        files = parse_sample(path.read_text(encoding="utf-8")).files
    elif path.is_relative_to(TESTS / "applications"):
        files = parse_application(path.read_text(encoding="utf-8")).files
    elif path.is_relative_to(TESTS / "demo"):
        beside = sorted(path.parent.glob("*.py"))
        files = {
            each.name: each.read_text(encoding="utf-8") for each in [path, *chance.sample(beside, min(3, len(beside)))]
        }
    else:
        files = {"app.py": path.read_bytes().decode("utf-8", "replace")}
    files = {name: text for name, text in files.items() if name.endswith(".py")} or {"app.py": ""}
    if path.is_relative_to(FIXTURES) and chance.random() < 0.3:
        another = parse_sample(chance.choice(sources(library=False)).read_text(encoding="utf-8")).files
        files.update({f"other_{number}.py": text for number, text in enumerate(another.values())})
    opened = chance.sample(sorted(files), min(len(files), chance.choice((1, 1, 2, 3))))
    return Script(files, tuple(opened))


class Scribbler:
    """Thinks of edits of one text after the other."""

    def __init__(self, chance: random.Random, paste: Sequence[str]) -> None:
        self._chance = chance
        self._paste = paste
        self._past: dict[str, list[str]] = {}
        """Every text that a document had, the last one last."""

    def steps(self, watched: Watched, count: int) -> Iterator[Step]:
        """So many edits, with work and comparisons in between."""
        chance, names = self._chance, sorted(watched.editor.documents)
        name, done = chance.choice(names), 0
        while done < count:
            if chance.random() < 0.1:
                name = chance.choice(names)
            for step in self._burst(watched, name):
                yield step
                done += 1
                if chance.random() < 0.5:
                    yield Step(chance.choice(("step", "step", "urgent", "urgent", "settle")))
            if chance.random() < 0.5:
                yield Step("compare")
        yield Step("compare")

    def _burst(self, watched: Watched, name: str) -> Iterator[Step]:
        """Some edits that belong together."""
        chance, past = self._chance, self._past.setdefault(name, [])
        text = watched.text(name)
        past.append(text)
        kind = chance.random()
        if kind < 0.01:
            yield Step("reopen", name)
        elif kind < 0.12 and len(past) > 1:
            yield from self._undone(watched, name, chance.randrange(1, min(len(past), 12)))
        elif kind < 0.2:
            yield from self._typed(watched, name)
        elif kind < 0.26:
            yield from self._opened_and_closed(watched, name)
        elif kind < 0.5:
            for _ in range(chance.choice((1, 1, 1, 2, 5))):
                yield Step("edit", name, (self._character(watched.text(name)),))
        elif kind < 0.54:
            first = self._character(text)
            after = text[: first.start] + first.text + text[first.end :]
            yield Step("edit", name, (first, self._lines(after)))
        elif kind < 0.57 and past:
            yield Step("whole", name, (), chance.choice(past))
        elif kind < 0.6:
            yield Step("edit", name, tuple(self._renamed(text)))
        else:
            yield Step("edit", name, (self._lines(text),))
        if chance.random() < 0.35:
            yield from self._undone(watched, name, 1)

    def _undone(self, watched: Watched, name: str, count: int) -> Iterator[Step]:
        past = self._past[name]
        for _ in range(count):
            before = past.pop() if len(past) > 1 else past[0]
            step = difference(name, watched.text(name), before)
            if step is not None:
                yield step

    def _typed(self, watched: Watched, name: str) -> Iterator[Step]:
        """Some lines written by hand, in the place of none or of themselves."""
        text, chance = watched.text(name), self._chance
        starts = line_starts(text)
        first = chance.randrange(len(starts))
        start = end = starts[first]
        indent = re.match(r"[ \t]*", text[start:])[0]  # type: ignore[index]
        written = "".join(indent + line for line in chance.choice(SNIPPETS).splitlines(True))
        if chance.random() < 0.5:
            end = starts[min(first + chance.randrange(1, 6), len(starts) - 1)]
            written = text[start:end]
            yield Step("edit", name, (Replacement(start, end, ""),))
        if "\r" in written or "\t" in written or len(written) > 300:
            yield Step("edit", name, (Replacement(start, start, written),))
            return
        for edit, _ in Typist(chance, start, pastes=0.1).type(written):
            yield Step("edit", name, (edit,))

    def _opened_and_closed(self, watched: Watched, name: str) -> Iterator[Step]:
        """A quote or bracket that swallows what follows until it is closed, or taken back."""
        text, chance = watched.text(name), self._chance
        at = chance.choice(line_starts(text)) if chance.random() < 0.7 else chance.randrange(len(text) + 1)
        opening, closing = chance.choice(
            (('"""', '"""'), ("'''", "'''"), ("(", ")"), ("[", "]"), ("{", "}"), ('"', '"'), ("f'", "'"))
        )
        yield Step("edit", name, (Replacement(at, at, opening),))
        behind = min(at + len(opening) + chance.choice((0, 0, 3, 40, 400)), len(text) + len(opening))
        if chance.random() < 0.3:
            yield Step("edit", name, (self._lines(watched.text(name)),))
            return
        yield Step("edit", name, (Replacement(behind, behind, closing),))
        if chance.random() < 0.5:
            yield Step("edit", name, (Replacement(behind, behind + len(closing), ""),))
            yield Step("edit", name, (Replacement(at, at + len(opening), ""),))

    def _character(self, text: str) -> Replacement:
        chance = self._chance
        at = chance.randrange(len(text) + 1)
        kind = chance.random()
        if kind < 0.5:
            return Replacement(at, at, chance.choice(FRAGMENTS))
        if kind < 0.8:
            return Replacement(at, min(at + chance.randrange(1, 6), len(text)), "")
        return Replacement(at, min(at + chance.randrange(0, 60), len(text)), chance.choice(FRAGMENTS))

    def _lines(self, text: str) -> Replacement:
        """Something done to whole lines."""
        chance, starts = self._chance, line_starts(text)
        first = chance.randrange(len(starts))
        last = min(first + chance.choice((1, 1, 1, 2, 3, 8, 20)), len(starts) - 1)
        start, end = starts[first], starts[last]
        lines = text[start:end]
        kind = chance.choice(("delete", "double", "insert", "insert", "insert", "paste", "indent", "dedent", "comment", "crlf", "up", "blank",
                              "move", "astral", "join", "empty body"))  # fmt: skip
        indent = re.match(r"[ \t]*", lines)[0]  # type: ignore[index]
        if kind == "insert":
            return Replacement(
                start, start, "".join(indent + line for line in chance.choice(SNIPPETS).splitlines(True))
            )
        if kind == "paste":
            return Replacement(start, start, piece_of(chance.choice(self._paste), chance))
        if kind == "up" and first:
            above = text[starts[first - 1] : start]
            return Replacement(starts[first - 1], end, lines + above)
        if kind == "move":
            target = chance.choice(starts)
            if target <= start:
                return Replacement(target, end, lines + text[target:start])
            return Replacement(start, max(target, end), text[end : max(target, end)] + lines)
        if kind == "crlf" and chance.random() < 0.2:
            return Replacement(0, len(text), text.replace("\r\n", "\n").replace("\n", "\r\n"))
        changed = {
            "double": lines + lines,
            "indent": "".join("    " + line for line in lines.splitlines(True)),
            "dedent": "".join(line.removeprefix("    ") for line in lines.splitlines(True)),
            "comment": "".join(indent + "# " + line.removeprefix(indent) for line in lines.splitlines(True)),
            "crlf": lines.replace("\r\n", "\n").replace("\n", "\r\n")
            if "\r\n" not in lines
            else lines.replace("\r\n", "\n"),
            "blank": "\n" + lines,
            "astral": lines.rstrip("\r\n") + "  # 😀\n",
            "join": lines.replace("\n", "", 1),
            "empty body": lines + indent + "    \n",
        }.get(kind, "")
        return Replacement(start, end, changed)

    def _renamed(self, text: str) -> Iterator[Replacement]:
        """A name changed wherever it stands, in one message, as tools do: from the end of the text."""
        names = sorted(set(re.findall(r"\b[a-z_]{3,}\b", text)))
        if not names:
            return
        old = self._chance.choice(names)
        new = self._chance.choice((old + "_2", self._chance.choice(names), "async_" + old))
        places = [match.start() for match in re.finditer(rf"\b{old}\b", text)][:40]
        for at in reversed(places):
            yield Replacement(at, at + len(old), new)


def line_starts(text: str) -> list[int]:
    """Where lines begin, and the end of the text."""
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text)), len(text)]


def piece_of(text: str, chance: random.Random) -> str:
    """Some lines of another text: often a whole definition."""
    lines = text.splitlines(True)
    if not lines:
        return ""
    heads = [number for number, line in enumerate(lines) if re.match(r"(async def|def|class|@|if|import)\b", line)]
    first = chance.choice(heads) if heads and chance.random() < 0.7 else chance.randrange(len(lines))
    return "".join(lines[first : first + chance.choice((1, 3, 8, 8, 20))])


def difference(name: str, old: str, new: str) -> Step | None:
    """One edit from a text to another."""
    if old == new:
        return None
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return Step("edit", name, (Replacement(start, len(old) - end, new[start : len(new) - end]),))


class Failed(AssertionError):
    """A script that went wrong, with the seed that it came from."""

    def __init__(self, seed: int, path: Path, script: Script, error: Exception) -> None:
        super().__init__(f"seed {seed}, {path.name}, step {len(script.steps)}: {type(error).__name__}: {error}"[:1000])
        self.script = script


def scribble(seed: int, edits: int, root: Path, *, library: bool = False) -> Script:
    """Some edits that a seed decides; the script that was played. Raises `Failed`."""
    chance = random.Random(seed)
    path = chance.choice(sources(library=library))
    script = script_of(path, chance)
    script.near_sighted = chance.random() < 0.5
    paste = [each.read_text(encoding="utf-8", errors="replace") for each in chance.sample(sources(library=library), 4)]
    try:
        script.play(root, lambda watched: Scribbler(chance, paste).steps(watched, edits))
    except Exception as error:
        raise Failed(seed, path, script, error) from error
    return script
