"""The measurements. Servers that are compared take turns, so that what disturbs the machine disturbs them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.client import Message, RawClient, is_publish
from benchmarks.material import Material, Place, write_workspace
from benchmarks.servers import Server, as_installed

TYPED = "result = compute(values, limit=10).total"
"""What is typed, a character at a time."""

BURST = 60
_LAST_FINDING = ("import requests", "", "", "def last_of_all(code):", "    return requests.get(code)")

_QUIET = 1.0
"""A server that has said nothing for so long has said all."""
_IDLE = 0.05
"""Processor seconds that a server with nothing to do may use meanwhile."""
_ROUNDS = 5
_LONG = 600.0
"""Seconds, for helpers that leave the processor to others."""


@dataclass(frozen=True, slots=True)
class Times:
    """Some durations, in milliseconds."""

    all: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.all)

    @property
    def p95(self) -> float:
        """What one in twenty exceeds."""
        return sorted(self.all)[min(int(len(self.all) * 0.95), len(self.all) - 1)]

    @property
    def worst(self) -> float:
        """The longest."""
        return max(self.all)


@dataclass(frozen=True, slots=True)
class Burst:
    """An answered burst."""

    milliseconds: float
    publishes: int


class OpenDocument:
    """A document that one server has open."""

    def __init__(self, client: RawClient, root: Path, material: Material, name: str = "joined.py") -> None:
        self.client = client
        self.uri = (root / name).as_uri()
        self.version = 0
        self.text = material.text

    def open(self) -> float:
        """Opens it; when."""
        self.version += 1
        at = perf_counter()
        item = {"uri": self.uri, "languageId": "python", "version": self.version, "text": self.text}
        self.client.notify("textDocument/didOpen", {"textDocument": item})
        return at

    def close(self) -> None:
        """Closes it."""
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})

    def replace(self, line: int, column: int, text: str, until: tuple[int, int] | None = None) -> float:
        """One edit; how long its diagnostics took, in milliseconds."""
        params = self.change(line, column, text, until)
        began = perf_counter()
        self.client.notify("textDocument/didChange", params)
        return (self.client.published(self.uri, self.version)[0] - began) * 1000

    def change(self, line: int, column: int, text: str, until: tuple[int, int] | None = None) -> dict[str, object]:
        """The next edit, not yet sent."""
        self.version += 1
        start = {"line": line, "character": column}
        end = start if until is None else {"line": until[0], "character": until[1]}
        change = {"range": {"start": start, "end": end}, "text": text}
        return {"textDocument": {"uri": self.uri, "version": self.version}, "contentChanges": [change]}

    def type_line(self, place: Place, text: str) -> list[float]:
        """Types a line and takes it away again; how long each character took."""
        self.replace(place.line, 0, " " * place.indent + "\n")
        times = [self.replace(place.line, place.indent + number, each) for number, each in enumerate(text)]
        self.replace(place.line, 0, "", (place.line + 1, 0))
        return times

    def burst(self, place: Place) -> Burst:
        """Sends many edits at once, and waits for the diagnostics of the last."""
        self.replace(place.line, 0, " " * place.indent + "x = 1\n")
        edits = [self.change(place.line, place.indent, "x") for _ in range(BURST)]
        began = perf_counter()
        self.client.notify_together("textDocument/didChange", edits)
        count = 0
        while True:
            at, message = self.client.published(self.uri)
            count += 1
            if message["params"].get("version") == self.version:
                break
        self.replace(place.line, 0, "", (place.line + 1, 0))
        return Burst((at - began) * 1000, count)


def keystrokes(servers: Sequence[Server], root: Path, material: Material) -> Mapping[str, Times]:
    """Each server's time from a keystroke to its version's diagnostics."""
    found: dict[str, list[float]] = {server.name: [] for server in servers}
    opened = _opened(servers, root, material)
    try:
        for place in material.places:
            for server, document in opened:
                found[server.name] += document.type_line(place, TYPED)
    finally:
        _end(opened)
    return {name: Times(tuple(times)) for name, times in found.items()}


def bursts(servers: Sequence[Server], root: Path, material: Material) -> Mapping[str, Burst]:
    """Each server's median time for a burst, and the most publishes that one led to."""
    found: dict[str, list[Burst]] = {server.name: [] for server in servers}
    opened = _opened(servers, root, material)
    try:
        for place in material.places:
            for server, document in opened:
                found[server.name].append(document.burst(place))
    finally:
        _end(opened)
    return {
        name: Burst(statistics.median(each.milliseconds for each in all_), max(each.publishes for each in all_))
        for name, all_ in found.items()
    }


def initialize(servers: Sequence[Server], root: Path, rounds: int) -> Mapping[str, Times]:
    """Each server's time from its start as a process to its answer to `initialize`."""
    found: dict[str, list[float]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            client = server.start(root)
            found[server.name].append(client.initialized_after * 1000)
            client.end()
    return {name: Times(tuple(times)) for name, times in found.items()}


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening a document cold is like."""

    whole: Times
    """Until all findings are there."""
    keystroke: Times
    """Until an edit made meanwhile is answered for its own unit."""
    compiling: Times
    """What Python needs to compile the same text, meanwhile: how fast the machine is."""
    findings: int


def opening(server: Server, root: Path, material: Material, delays: Iterable[float]) -> Opening:
    """Opens a document again and again, typing a finding into it so many seconds after each opening.

    The document ends with a finding, so that it is all known when that is.
    """
    whole, typed, compiling = [], [], []
    ending = Material((*material.lines, *_LAST_FINDING), material.places)
    client = server.start(root)
    warm = OpenDocument(client, root, Material(("import requests",), ()), "warm.py")
    warm.open()
    client.until_quiet(warm.uri, _QUIET)
    findings = 0
    try:
        for number, delay in enumerate(delays):
            place = material.places[number % len(material.places)]
            document = OpenDocument(client, root, ending, f"joined_{number}.py")
            began = document.open()
            all_known = client.wait(lambda said: _tells_below(said, document.uri, len(material.lines)))  # noqa: B023
            said = [all_known, *client.further(document.uri, _QUIET)]
            whole.append((_first_like_last(said) - began) * 1000)
            findings = len(said[-1][1]["params"]["diagnostics"])
            document.close()
            typed.append(_typed_meanwhile(client, root, material, place, delay, number))
            compiling.append(_compiled("\n".join(ending.lines)))
    finally:
        client.end()
    return Opening(Times(tuple(whole)), Times(tuple(typed)), Times(tuple(compiling)), findings)


def _tells_below(message: Message, uri: str, line: int) -> bool:
    """Whether findings of a document are published and one of them stands on this line or below."""
    if not is_publish(message, uri):
        return False
    return any(each["range"]["start"]["line"] >= line for each in message["params"]["diagnostics"])


def _compiled(text: str) -> float:
    began = perf_counter()
    compile(text, "joined.py", "exec", dont_inherit=True)
    return (perf_counter() - began) * 1000


def memory(server: Server, root: Path, material: Material) -> tuple[float, float]:
    """The server's resident megabytes with a document open, alone and with the processes it started."""
    client = server.start(root)
    document = OpenDocument(client, root, material)
    document.open()
    client.until_quiet(document.uri, 4 * _QUIET)
    for place in material.places[:1]:
        document.type_line(place, TYPED)
    sizes = _resident(client.pid)
    client.end()
    return sizes[0], sum(sizes)


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a workspace of many files costs."""

    files: int
    lines: int
    keystroke: Times
    """In one of its files, when all are known."""
    alone: Times
    """In the same file, where it is all that there is."""
    first_index: float
    """Processor seconds for each 100,000 lines until all files are known, start and helpers included."""
    next_index: float
    """The same for a server that starts when they are remembered."""


def workspace(server: Server, root: Path, alone: Path, files: int) -> Workspace:
    """Types into one file of many, and into the same file alone."""
    material = write_workspace(root, files)
    (alone / "pyproject.toml").touch()
    lines = sum(file.read_bytes().count(b"\n") for file in root.rglob("*.py"))
    times, first = _typed_in(server, root, material, tells=True)
    _, again = _typed_in(server, root, material)
    in_file_alone, _ = _typed_in(server, alone, material)
    return Workspace(files, lines, times, in_file_alone, first * 100_000 / lines, again * 100_000 / lines)


def _typed_in(server: Server, root: Path, material: Material, *, tells: bool = False) -> tuple[Times, float]:
    """``tells``: the server reads for so long that it tells when it has done."""
    client = server.start(root)
    document = OpenDocument(client, root, material, "shop/opened.py")
    document.open()
    if tells:
        client.wait(_tells_an_end, _LONG)
    seconds = _at_rest(client.pid)
    times = [each for place in material.places for _ in range(_ROUNDS) for each in document.type_line(place, TYPED)]
    client.end()
    return Times(tuple(times)), seconds


def _tells_an_end(said: Message) -> bool:
    return said.get("method") == "$/progress" and said["params"]["value"]["kind"] == "end"


def _at_rest(pid: int) -> float:
    """Waits until a process and all that it started have nothing to do; the processor seconds that they have used by then."""
    before = -1.0
    while (now := _processor_seconds(pid)) > before + _IDLE:
        before = now
        sleep(3 * _QUIET)
    return now


def _processor_seconds(pid: int) -> float:
    """By `/proc`, finer than `ps` tells; of processes that have ended, too."""
    return sum(_ticks(member) for member in _family(pid)) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))


@dataclass(frozen=True, slots=True)
class WholeRun:
    """Checking whole applications, several times."""

    lines: int
    seconds: tuple[float, ...]

    @property
    def speeds(self) -> tuple[float, ...]:
        """The lines a second of each run."""
        return tuple(self.lines / each for each in self.seconds)


def whole_run(folders: Sequence[Path], rounds: int) -> WholeRun:
    """Checks everything in these folders with two workers and without memory."""
    return _whole_run(folders, rounds, ["--no-cache"], {})


def unchanged_run(folders: Sequence[Path], rounds: int, kept_in: Path) -> WholeRun:
    """Checks everything in these folders once more, nothing of which has changed since the last time."""
    environment = {"OFFPATH_CACHE_DIR": str(kept_in)}
    _whole_run(folders, 1, [], environment)
    return _whole_run(folders, rounds, [], environment)


def _whole_run(folders: Sequence[Path], rounds: int, options: Sequence[str], variables: Mapping[str, str]) -> WholeRun:
    lines = sum(file.read_bytes().count(b"\n") for folder in folders for file in folder.rglob("*.py"))
    command = [sys.executable, "-m", "offpath", "check", "--isolated", "--exit-zero", "--jobs", "2"]
    command += ["--output-format", "json", *options, *map(str, folders)]
    environment = {**os.environ, **variables, **as_installed()}
    seconds = []
    for _ in range(rounds):
        began = perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, timeout=600)
        seconds.append(perf_counter() - began)
    return WholeRun(lines, tuple(seconds))


def _typed_meanwhile(
    client: RawClient, root: Path, material: Material, place: Place, delay: float, number: int
) -> float:
    document = OpenDocument(client, root, material, f"typed_{number}.py")
    document.open()
    sleep(delay)
    params = document.change(
        place.line, 0, " " * place.indent + "import requests; requests.get(place, headers={}, params={})\n"
    )
    began = perf_counter()
    client.notify("textDocument/didChange", params)

    def holds_it(message: Message) -> bool:
        if not is_publish(message, document.uri, document.version):
            return False
        return any(each["range"]["start"]["line"] == place.line for each in message["params"]["diagnostics"])

    at, _ = client.wait(holds_it)
    document.close()
    return (at - began) * 1000


def _opened(servers: Sequence[Server], root: Path, material: Material) -> list[tuple[Server, OpenDocument]]:
    """The document open in each server, everything said about it."""
    opened = []
    for server in servers:
        document = OpenDocument(server.start(root), root, material)
        document.open()
        document.client.until_quiet(document.uri, _QUIET if len(material.lines) < 20_000 else 4 * _QUIET)
        opened.append((server, document))
    return opened


def _end(opened: Sequence[tuple[Server, OpenDocument]]) -> None:
    for _, document in opened:
        document.client.end()


def _first_like_last(said: Sequence[tuple[float, Message]]) -> float:
    """When for the first time that was said which stayed true."""
    last = said[-1][1]["params"]["diagnostics"]
    return next(at for at, message in said if message["params"]["diagnostics"] == last)


def _resident(pid: int) -> list[float]:
    """The resident megabytes of a process and of all that it started."""
    return [size / 1024 for size in _family(pid).values()]


def _family(pid: int) -> dict[int, int]:
    """A process and all that it started, the process first, each with the kilobytes that it holds."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in table.splitlines()]
    family = [pid]
    for member in family:
        family += [own for own, parent, _ in rows if parent == member]
    sizes = {own: size for own, _, size in rows}
    return {member: sizes.get(member, 0) for member in family}
