"""Which files are checked, and what is said of those that cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.command import CLEAN, DEBUG, SESSION, WEATHER, Offpath, write


def paths(check: Offpath, *arguments: str) -> list[str]:
    return [path for path, *_ in check(*arguments).found]


def test_paths_are_relative_to_the_working_directory(
    folder: Path, check: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"shop/app.py": DEBUG, "shop/deep/app.py": DEBUG})
    assert paths(check) == ["shop/app.py", "shop/deep/app.py"]
    assert paths(check, str(folder / "shop")) == ["shop/app.py", "shop/deep/app.py"]
    assert paths(check, "./shop/../shop/deep") == ["shop/deep/app.py"]
    monkeypatch.chdir(folder / "shop" / "deep")
    assert paths(check) == ["app.py"]
    assert paths(check, "..") == ["../app.py", "app.py"]


def test_files_named_twice_are_reported_once(folder: Path, check: Offpath) -> None:
    write(folder, {"app.py": DEBUG})
    assert paths(check, ".", "app.py", str(folder / "app.py"), "./app.py") == ["app.py"]


def test_ignored_vendored_and_generated_files_are_skipped(folder: Path, check: Offpath) -> None:
    write(folder, {
        "app.py": DEBUG,
        ".gitignore": "build/\ndraft_*.py\n!draft_kept.py\n",
        "build/app.py": DEBUG,
        "draft_settings.py": DEBUG,
        "draft_kept.py": DEBUG,
        "vendor/lib.py": DEBUG,
        "node_modules/x/y.py": DEBUG,
        "env/pyvenv.cfg": "",
        "env/lib/app.py": DEBUG,
        ".venv/app.py": DEBUG,
        "api_pb2.py": DEBUG,
        "made.py": f"# @generated\n{DEBUG}",
        "notes.txt": DEBUG,
        "shop/migrations/0001_initial.py": DEBUG,
    })  # fmt: skip
    assert paths(check) == ["app.py", "draft_kept.py"]
    assert paths(check, "--isolated") == ["app.py", "draft_kept.py"], "ignore files are no settings"


def test_excluded_files_are_skipped(folder: Path, check: Offpath) -> None:
    write(folder, {
        "pyproject.toml": '[tool.offpath]\nexclude = ["legacy/", "*_more.py"]\n',
        "legacy/app.py": DEBUG,
        "shop/app_more.py": DEBUG,
        "shop/app.py": DEBUG,
    })  # fmt: skip
    assert paths(check) == ["shop/app.py"]
    assert paths(check, "--isolated") == ["legacy/app.py", "shop/app.py", "shop/app_more.py"]


def test_a_named_file_is_checked_whatever_ignores_it(folder: Path, check: Offpath) -> None:
    write(folder, {".gitignore": "*.py\n", "app.py": DEBUG})
    assert paths(check) == []
    assert paths(check, "app.py") == ["app.py"]


def test_a_named_file_that_is_no_python_is_noted(folder: Path, offpath: Offpath) -> None:
    write(folder, {"notes.txt": DEBUG, "app.py": DEBUG})
    done = offpath("check", "notes.txt", "app.py")
    assert done.code == 1
    assert "note: notes.txt: this is no Python file; it was not checked" in done.text
    assert "notes.txt: this is no Python file" in offpath("check", "notes.txt", "--diff").err


UNREADABLE = {
    "binary.py": (b"x = 1\0", "the file is binary: it contains NUL bytes"),
    "cookie.py": (b"# coding: klingon\n", "the coding comment names an unknown encoding: klingon"),
    "latin.py": (b"\n\nx = '\xe9'\n", "line 3 is not utf-8 text: invalid continuation byte"),
    "wide.py": ("x = 1\n".encode("utf-16"), "the file is UTF-16 text, which Python does not read"),
    "long.py": (b"x = 1\n" * 100_001, "the file is longer than 100,000 lines"),
}


@pytest.mark.parametrize("arguments", [[], ["--fix"], ["--diff"], ["--output-format", "json"]], ids=" ".join)
def test_unreadable_files_are_noted_and_the_rest_is_checked(
    folder: Path, offpath: Offpath, arguments: list[str]
) -> None:
    write(folder, {"app.py": DEBUG, "zoo.py": CLEAN})
    for name, (data, _) in UNREADABLE.items():
        (folder / name).write_bytes(data)
    done = offpath("check", *arguments)
    told = (done.text + done.err).replace("offpath: ", "note: ")
    for name, (data, reason) in UNREADABLE.items():
        assert told.count(f"note: {name}: {reason}; ") == 1, told
        assert (folder / name).read_bytes() == data
    assert "debug" in done.text or arguments == ["--fix"]
    assert done.code == 1


def test_odd_things_named_like_files_do_not_stop_a_run(folder: Path, check: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "folder.py/inner.py": DEBUG, "empty.py": "", "half.py": f"def f(:\n\n\n{DEBUG}"})
    (folder / "dangling.py").symlink_to("gone.py")
    (folder / "loop").symlink_to(".")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.py")
    assert paths(check) == ["app.py", "folder.py/inner.py", "half.py"]


def test_code_nested_too_deep_is_noted(folder: Path, check: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "deep.py": f"x = {'(' * 5000}1{')' * 5000}\n"})
    done = check()
    assert done.found == [("app.py", 4, "debug-mode-enabled")]
    assert done.err.startswith("offpath: deep.py:1: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("marker", ["pyproject.toml", "offpath.toml", "setup.cfg", "manage.py", ".git/HEAD"])
def test_each_project_of_a_run_has_its_own_facts(folder: Path, check: Offpath, marker: str) -> None:
    write(folder, {
        f"one/{marker}": "",
        "one/net.py": SESSION,
        "one/weather.py": WEATHER,
        f"two/{marker}": "",
        "two/net.py": SESSION.replace("requests.Session()", "{}"),
        "two/weather.py": WEATHER,
    })  # fmt: skip
    assert paths(check) == ["one/weather.py"]
    assert paths(check, "two", "one") == ["one/weather.py"]
    assert paths(check, "one/weather.py", "two/weather.py") == ["one/weather.py"]
    assert paths(check, "two/weather.py") == []


def test_each_project_of_a_run_has_its_own_settings(folder: Path, check: Offpath) -> None:
    write(folder, {
        "one/pyproject.toml": '[tool.offpath]\nignore = ["debug-mode-enabled"]\n',
        "one/app.py": DEBUG,
        "two/pyproject.toml": "",
        "two/app.py": DEBUG,
    })  # fmt: skip
    assert paths(check) == ["two/app.py"]


def test_worker_processes_find_the_same(folder: Path, check: Offpath) -> None:
    padding = f"# {'-' * 90}\n" * 500
    write(folder, {f"shop/module_{number}.py": DEBUG + padding for number in range(4)})
    write(folder, {"shop/net.py": SESSION, "shop/weather.py": WEATHER.replace("from net", "from .net")})
    done = check("--jobs", "2")
    assert done.out == check("--jobs", "1").out
    assert len(done.found) == 5


INSTALLED = {
    "site-packages": ".venv/lib/python3.12/site-packages/lib",
    "dist-packages": "usr/lib/python3/dist-packages/lib",
    "standard library": "python/lib/python3.13/json",
    "threaded": "python/lib64/python3.13t/json",
    "tox": ".tox/py312/lib",
    "nox": ".nox/check/lib",
    "pypackages": "__pypackages__/3.12/lib",
    "egg": "lib-1.0-py3.12.egg/lib",
    "zipped": "lib.zip/lib",
    "vendored": "vendor/lib",
    "virtual environment": "env/lib",
    "conda environment": "conda/envs/work/lib",
    "git ignores it": "built/lib",
    "excluded": "legacy/lib",
}


@pytest.mark.parametrize("inner", INSTALLED.values(), ids=INSTALLED)
def test_installed_and_ignored_code_is_checked_when_it_is_named(folder: Path, check: Offpath, inner: str) -> None:
    write(folder, {
        "pyproject.toml": '[tool.offpath]\nexclude = ["legacy/"]\n',
        ".gitignore": "built/\n*_made.py\n",
        "app.py": DEBUG,
        "env/pyvenv.cfg": "",
        "conda/envs/work/conda-meta/history": "",
        f"{inner}/app.py": DEBUG,
        f"{inner}/app_made.py": DEBUG,
        f"{inner}/vendor/app.py": DEBUG,
    })  # fmt: skip
    assert paths(check) == ["app.py"]
    assert paths(check, inner) == [f"{inner}/app.py"]
    assert paths(check, f"{inner}/app.py") == [f"{inner}/app.py"]


@pytest.mark.parametrize("around", ["lib/python3/work", "site-packages/work", "venv", "conda", "vendor/a/third_party"])
def test_a_project_is_checked_wherever_it_lies(
    folder: Path, check: Offpath, monkeypatch: pytest.MonkeyPatch, around: str
) -> None:
    write(folder, {f"{around}/shop/pyproject.toml": "", f"{around}/shop/app.py": DEBUG, f"{around}/bare/app.py": DEBUG})
    monkeypatch.chdir(folder / around / "shop")
    assert paths(check) == ["app.py"]
    monkeypatch.chdir(folder / around / "bare")
    assert paths(check) == ["app.py"]
