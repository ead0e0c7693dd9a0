"""Measures everything and prints a table:  python tests/benchmarks/run.py [--applications FOLDER] [--write] [--check]

Without a folder of unpacked applications, those that are needed are downloaded as wheels from the package index.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TESTS.parent / "server"), str(_TESTS)]

from benchmarks import measure, servers  # noqa: E402
from benchmarks.material import handlers, joined, modules_in  # noqa: E402
from benchmarks.report import report  # noqa: E402
from benchmarks.targets import LARGE, MIDDLE, SMALL, Results, targets_of  # noqa: E402

APPLICATIONS = ("django-oscar", "lnbits")
RESULTS = Path(__file__).with_name("RESULTS.md")

_PLACES = 5
FILES = 5_000
"""How many a workspace has."""
_DELAYS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4) * 3
"""Seconds between an opening and the keystroke that comes meanwhile."""


def main() -> int:
    """Runs; the exit code is 1 when `--check` is given and a target is missed."""
    arguments = _arguments()
    folders = [_application(name, arguments.applications) for name in APPLICATIONS]
    results = run(folders)
    text = report(results)
    print(text)
    if arguments.write:
        RESULTS.write_text(text, encoding="utf-8")
    missed = [target.promise for target in targets_of(results) if not target.is_kept]
    if missed:
        print("missed: " + "; ".join(missed), file=sys.stderr)
    return 1 if missed and arguments.check else 0


def run(folders: Sequence[Path]) -> Results:
    """All measurements over the modules of these folders."""
    results = Results()
    modules = modules_in(folders)
    material = {size: joined(modules, size, _PLACES) for size in (SMALL, MIDDLE, LARGE)}
    with tempfile.TemporaryDirectory() as made:
        root, cache = Path(made, "project"), Path(made, "cache")
        root.mkdir()
        (root / "pyproject.toml").touch()
        ours = servers.offpath(cache)
        compared = (ours, servers.ruff(), servers.empty())
        for size in (SMALL, MIDDLE, LARGE):
            _say(f"keystrokes at {size:,} lines")
            results.keystrokes[size] = measure.keystrokes(compared, root, material[size])
        _say("keystrokes in handlers")
        results.handlers = in_handlers(ours, root, _PLACES)
        _say("workspace")
        alone = Path(made, "alone")
        alone.mkdir()
        results.workspace = measure.workspace(ours, Path(made, "workspace"), alone, FILES)
        for size in (MIDDLE, LARGE):
            _say(f"bursts at {size:,} lines")
            results.bursts[size] = measure.bursts(compared, root, material[size])
        _say("opening")
        results.opening = measure.opening(ours, root, material[MIDDLE], _DELAYS)
        _say("initialize")
        results.initialize = measure.initialize((ours, servers.empty()), root, rounds=9)
        _say("memory")
        results.memory = measure.memory(ours, root, material[LARGE])
    _say("whole run")
    results.whole_run = measure.whole_run(folders, rounds=3)
    with tempfile.TemporaryDirectory() as kept:
        results.unchanged_run = measure.unchanged_run(folders, rounds=3, kept_in=Path(kept))
    return results


def in_handlers(server: servers.Server, root: Path, places: int) -> tuple[measure.Times, measure.Times]:
    """Keystrokes in one of 200 handlers in a factory, and in one of 200 at top level."""
    nested, flat = (handlers(200, places, in_factory=in_factory) for in_factory in (True, False))
    (in_factory,) = measure.keystrokes((server,), root, nested).values()
    (at_top_level,) = measure.keystrokes((server,), root, flat).values()
    return in_factory, at_top_level


def _application(name: str, folder: Path | None) -> Path:
    if folder is None:
        from realworld.applications import unpacked

        return unpacked(name)
    for each in sorted(folder.iterdir()):
        if each.name.replace("_", "-").startswith(name):
            return each
    sys.exit(f"{name} is not in {folder}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--applications", type=Path, help="a folder of unpacked applications")
    parser.add_argument("--write", action="store_true", help="keep the table in RESULTS.md")
    parser.add_argument("--check", action="store_true", help="fail when a target is missed")
    return parser.parse_args()


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
