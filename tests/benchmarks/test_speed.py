"""The promises on speed that can be looked at in a few seconds, on joined modules of the standard library.

Ratios within one run; what disturbs the machine can spoil a run, so a promise is broken only when each of several breaks it.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import measure, servers
from benchmarks.material import Material, joined
from benchmarks.run import in_handlers
from benchmarks.targets import MIDDLE, SMALL, Results, targets_of

MODULES = ("argparse", "ast", "configparser", "dataclasses", "difflib", "doctest", "ftplib", "inspect", "locale")
MORE = ("mailbox", "optparse", "pathlib", "pickle", "smtplib", "statistics", "subprocess", "tarfile", "tempfile")

RUNS = 5

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def modules() -> list[str]:
    folder = Path(sysconfig.get_path("stdlib"))
    files = [folder / f"{name}.py" for name in (*MODULES, *MORE)]
    return [file.read_text(encoding="utf-8") for file in files if file.exists()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    return folder


def hold(run: Callable[[], Results]) -> None:
    """Fails when a promise is broken in each of `RUNS` runs."""
    broken: set[str] | None = None
    last = []
    for _ in range(RUNS):
        targets = targets_of(run())
        assert targets
        last = [f"{each.promise}: {each.measured:.2f} (limit {each.limit})" for each in targets if not each.is_kept]
        missed = {each.promise for each in targets if not each.is_kept}
        broken = missed if broken is None else broken & missed
        if not broken:
            return
    pytest.fail("; ".join(last))


def test_keystrokes(modules: list[str], root: Path, tmp_path: Path) -> None:
    compared = (servers.offpath(tmp_path / "cache"), servers.ruff(), servers.empty())
    material = {size: joined(modules, size, 2) for size in (SMALL, MIDDLE)}
    hold(lambda: Results(keystrokes={size: measure.keystrokes(compared, root, material[size]) for size in material}))


def test_keystrokes_in_handlers(root: Path, tmp_path: Path) -> None:
    ours = servers.offpath(tmp_path / "cache")
    hold(lambda: Results(handlers=in_handlers(ours, root, 2)))


def test_bursts(modules: list[str], root: Path, tmp_path: Path) -> None:
    compared = (servers.offpath(tmp_path / "cache"), servers.ruff())
    material = joined(modules, MIDDLE, 3)
    hold(lambda: Results(bursts={MIDDLE: measure.bursts(compared, root, material)}))


def test_initialize(root: Path, tmp_path: Path) -> None:
    compared = (servers.offpath(tmp_path / "cache"), servers.empty())
    hold(lambda: Results(initialize=measure.initialize(compared, root, rounds=3)))


def test_opening(modules: list[str], root: Path, tmp_path: Path) -> None:
    ours = servers.offpath(tmp_path / "cache")
    material = joined(modules, MIDDLE, 3)
    hold(lambda: Results(opening=measure.opening(ours, root, material, (0.0, 0.1))))


def test_places_are_inside_functions_around_the_middle(modules: list[str]) -> None:
    material = joined(modules, MIDDLE, 3)
    assert len(material.lines) >= MIDDLE
    assert _ends_a_function(material)
    assert all(abs(place.line - len(material.lines) // 2) < 500 for place in material.places)


def _ends_a_function(material: Material) -> bool:
    return all(material.lines[place.line].startswith(" " * place.indent + "return") for place in material.places)
