"""Random edits for as long as wanted, with new seeds: `python tests/support/scribbling_for_long.py --edits 100000 [--seed N] [--log FILE]`.

What fails is told with its seed and the least number of steps that still shows it; then it goes on.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    _TESTS = Path(__file__).resolve().parents[1]
    sys.path[:0] = [str(_TESTS.parent / "server"), str(_TESTS)]

from support.scribbling import Failed, Script, Step, scribble

_STEPS_A_SCRIPT = 100


def smaller(script: Script, patience: float) -> Script:
    """The script with as few steps as show the same kind of failure, as far as that many seconds suffice."""
    deadline = time.monotonic() + patience
    wanted = _kind(script)
    steps, size = list(script.steps), max(len(script.steps) // 2, 1)
    while size and time.monotonic() < deadline:
        at = 0
        while at < len(steps) and time.monotonic() < deadline:
            fewer = Script(script.files, script.opened, steps[:at] + steps[at + size :], script.near_sighted)
            if _kind(fewer) == wanted != "":
                steps = fewer.steps
            else:
                at += size
        size //= 2
    return Script(script.files, script.opened, steps, script.near_sighted)


def _kind(script: Script) -> str:
    """What goes wrong when a script is played, without what differs from text to text."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            script.play(Path(folder))
        except Exception as error:
            return f"{type(error).__name__}: {str(error)[:40]}"
    return ""


def run(edits: int, seed: int, tell: Callable[[str], None]) -> int:
    """Makes so many edits; how many scripts failed."""
    tell(f"begin: seeds from {seed}, {edits} edits")
    done = compared = failed = told = 0
    began, now = time.monotonic(), seed
    while done < edits:
        with tempfile.TemporaryDirectory() as folder:
            try:
                script = scribble(now, _STEPS_A_SCRIPT, Path(folder), library=True)
            except Failed as failure:
                failed += 1
                script = failure.script
                tell(f"FAILED {failure}")
                small = smaller(script, 60.0)
                tell(f"  {len(small.steps)} steps show it: {_told(small)}")
        done += sum(len(step.edits) or 1 for step in script.steps if step.name)
        compared += sum(step.kind == "compare" for step in script.steps)
        now += 1
        if done - told >= 2000 or done >= edits:
            told = done
            seconds = time.monotonic() - began
            tell(f"{done} edits, {compared} comparisons, {failed} failed, seeds {seed} to {now - 1}, {seconds:.0f} s")
    return failed


def _told(script: Script) -> str:
    steps: list[Step] = script.steps
    return f"opened {script.opened}, near-sighted {script.near_sighted}, {steps!r}"[:4000]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--log", type=Path)
    arguments = parser.parse_args()

    def tell(text: str) -> None:
        print(text, flush=True)
        if arguments.log is not None:
            with arguments.log.open("a", encoding="utf-8") as file:
                file.write(f"{time.strftime('%H:%M:%S')} {text}\n")

    return 1 if run(arguments.edits, arguments.seed, tell) else 0


if __name__ == "__main__":
    sys.exit(main())
