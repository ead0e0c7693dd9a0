"""What is promised of speed, as ratios within one run wherever that is possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.measure import Burst, Opening, Times, WholeRun, Workspace

SMALL, MIDDLE, LARGE = 1_000, 10_000, 50_000
OURS, RUFF, EMPTY = "offpath", "ruff", "empty pygls"


@dataclass
class Results:
    """Everything that one run measured; what it left out is empty."""

    keystrokes: dict[int, Mapping[str, Times]] = field(default_factory=dict)
    handlers: tuple[Times, Times] | None = None
    """A keystroke in one of many handlers in an application factory, and in one of as many at top level."""
    workspace: Workspace | None = None
    bursts: dict[int, Mapping[str, Burst]] = field(default_factory=dict)
    opening: Opening | None = None
    initialize: Mapping[str, Times] = field(default_factory=dict)
    whole_run: WholeRun | None = None
    unchanged_run: WholeRun | None = None
    memory: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One promise, and how it was kept."""

    promise: str
    measured: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether it was."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def targets_of(results: Results) -> list[Target]:
    """The promises that a run can speak of."""
    found: list[Target] = []
    small, middle, large = (results.keystrokes.get(size) for size in (SMALL, MIDDLE, LARGE))
    if middle:
        ours, ruff = middle[OURS], middle[RUFF]
        found.append(Target("keystroke p50 at 10,000 lines against ruff's", ours.p50 / ruff.p50, 1.0, "×"))
        found.append(Target("keystroke p95 at 10,000 lines against ruff's", ours.p95 / ruff.p95, 1.0, "×"))
    if large:
        ratio = large[OURS].p50 / large[RUFF].p50
        found.append(Target("keystroke p50 at 50,000 lines against ruff's", ratio, 0.25, "×"))
    if large and small:
        ratio = large[OURS].p50 / small[OURS].p50
        found.append(Target("keystroke p50 at 50,000 lines against our own at 1,000", ratio, 1.5, "×"))
    if small:
        ratio = small[OURS].p50 / small[EMPTY].p50
        found.append(Target("keystroke p50 at 1,000 lines against an empty pygls server's", ratio, 5.0, "×"))
    if results.handlers:
        nested, flat = results.handlers
        promise = "keystroke in one of 200 handlers in a factory against one at top level"
        found.append(Target(promise, nested.p50 / flat.p50, 2.0, "×"))
    if results.workspace:
        workspace = results.workspace
        ratio = workspace.keystroke.p50 / workspace.alone.p50
        found.append(Target("keystroke p50 in a workspace of 5,000 files against the file alone", ratio, 1.5, "×"))
        found.append(Target("its index, for each 100,000 lines", workspace.first_index, 8.0, "s of CPU"))
        found.append(Target("the same when remembered", workspace.next_index, 1.0, "s of CPU"))
    burst = results.bursts.get(MIDDLE)
    if burst:
        ratio = burst[OURS].milliseconds / burst[RUFF].milliseconds
        found.append(Target("60 edits at once at 10,000 lines against ruff's", ratio, 1.0, "×"))
        found.append(Target("publishes that 60 edits at once lead to", burst[OURS].publishes, 3))
    if results.opening:
        opening, unit = results.opening, results.opening.compiling.p50
        found.append(Target("opening 10,000 lines against compiling them", opening.whole.p50 / unit, 50.0, "×"))
        found.append(
            Target("a keystroke meanwhile (p95), against compiling them", opening.keystroke.p95 / unit, 1.0, "×")
        )
    if results.initialize:
        ratio = results.initialize[OURS].p50 / results.initialize[EMPTY].p50
        found.append(Target("initialize against an empty pygls server's", ratio, 1.3, "×"))
    if results.whole_run:
        # an absolute number: whatever else the machine does only slows it down, so the best run counts
        best = max(results.whole_run.speeds)
        found.append(Target("whole run over django-oscar and lnbits (best run)", best, 8_000, "lines/s", at_least=True))
    if results.unchanged_run:
        best = max(results.unchanged_run.speeds)
        found.append(Target("the same when nothing has changed (best run)", best, 100_000, "lines/s", at_least=True))
    if results.memory:
        found.append(Target("memory with a 50,000-line file open, helpers included", results.memory[1], 300.0, "MB"))
    return found
