"""Nothing of the folder that is analysed is ever imported, however offpath is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest

from offpath.engine.memory import cache
from support.editor import SERVER
from support.serving import Server, until

EXTENSIONS_SCRIPT = SERVER.parent / "vscode-extension" / "bundled" / "run.py"
OPTIONAL = {
    "hyperscan",
    "re2",
    "sqlglotrs",
    "libcst_native",
    "org",
    "nt",
    "msvcrt",
    "_winapi",
    "annotationlib",
    "tomli",
}
"""What libraries look for and can do without."""
SITE = {"sitecustomize", "usercustomize"}
NAMES = {*sys.stdlib_module_names, *metadata.packages_distributions(), *OPTIONAL, *SITE, "offpath"}

CALL = "import requests\n\nrequests.get('https://example.com')\n"
MARKED = "open({marker!r}, 'a').write(__name__ + '\\n')\n\n\nclass Kind:\n    pass\n"


def loaded_by(code: str) -> set[str]:
    """What Python itself has loaded by then, before a program can say what it wants."""
    shown = f"{code}; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", shown], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def made_folder(folder: Path, names: Iterable[str], marker: Path) -> Path:
    """A project with a finding, with files of these names, and so large that worker processes are used."""
    (folder / "pkg").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("")
    (folder / "pkg" / "call.py").write_text(CALL)
    for number in range(4):
        (folder / "pkg" / f"m{number}.py").write_text(f"# {'.' * 100}\n" * 600)
    for number, name in enumerate(sorted(name for name in names if name.isidentifier() and name != "requests")):
        file = folder / f"{name}.py" if number % 2 else folder / name / "__init__.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(MARKED.format(marker=str(marker)))
    (folder / "here.pth").write_text(f"import os; open({str(marker)!r}, 'a').write('here.pth')\n")
    return folder


def clean_environment(**more: str) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}, **more}


def was_run(marker: Path) -> list[str]:
    return sorted(set(marker.read_text().split())) if marker.exists() else []


SCRIPT = [str(Path(sys.executable).with_name("offpath"))]
MODULE = [sys.executable, "-m", "offpath"]
ENVIRONMENT_MODE = [sys.executable, "-E", str(EXTENSIONS_SCRIPT), "environment"]

BY_PYTHON_M = loaded_by("import runpy") | {"offpath"}
AT_START = loaded_by("pass")

WAYS = {
    "script": (SCRIPT, {}, set()),
    "module": (MODULE, {}, BY_PYTHON_M),
    "isolated module": ([sys.executable, "-I", "-m", "offpath"], {}, set()),
    "extension": (ENVIRONMENT_MODE, {"PYTHONPATH": "."}, set()),
    "script, path": (SCRIPT, {"PYTHONPATH": "{folder}"}, {*AT_START, *SITE, "offpath"}),
    "script, relative path": (SCRIPT, {"PYTHONPATH": f".{os.pathsep}pkg"}, {*AT_START, *SITE, "offpath"}),
    "module, safe path": (MODULE, {"PYTHONSAFEPATH": "1"}, set() if sys.version_info >= (3, 11) else BY_PYTHON_M),
    "module, start-up": (MODULE, {"PYTHONSTARTUP": "{folder}/antigravity.py"}, BY_PYTHON_M),
}
"""How offpath is started, the environment, and the names that Python imports from there before it starts offpath."""


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[list[str], dict[str, str], Path]:
    """A command, its environment, and the folder to run it in."""
    command, environment, not_ours = WAYS[request.param]
    folder = made_folder(tmp_path / "work", NAMES - not_ours, tmp_path / "marker")
    return command, {name: value.format(folder=folder) for name, value in environment.items()}, folder


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_command_line_runs_nothing_of_the_folder(
    way: tuple[list[str], dict[str, str], Path], tmp_path: Path, jobs: str
) -> None:
    command, environment, folder = way
    arguments = ["check", "pkg", "--output-format", "json", "--jobs", jobs]
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert was_run(tmp_path / "marker") == []
    assert done.returncode == 1, done.stderr
    assert [(each["path"], each["line"], each["rule"]) for each in json.loads(done.stdout)] == [
        (str(Path("pkg", "call.py")), 3, "missing-timeout")
    ]


def test_the_server_runs_nothing_of_the_folder(way: tuple[list[str], dict[str, str], Path], tmp_path: Path) -> None:
    command, environment, folder = way
    kept = {"OFFPATH_CACHE_DIR": str(tmp_path / "cache")}
    server = Server([*command, "server"], folder, clean_environment(**environment, **kept))
    server.begin(folder)
    server.open(folder / "pkg" / "call.py", CALL)
    assert until(lambda: server.found(folder / "pkg" / "call.py"), "no finding") == ["missing-timeout"]
    file = cache.cache_file(str(folder), tmp_path / "cache")
    until(lambda: str(folder / "pkg" / "m3.py") in cache.load(file).files, "the folder is not read")
    assert server.end() == 0
    assert was_run(tmp_path / "marker") == []


@pytest.mark.parametrize("name", ["multiprocessing", "types", "signal", "struct", "pickle", "click", "pygls"])
def test_a_single_file_of_a_librarys_name_changes_nothing(tmp_path: Path, name: str) -> None:
    folder = made_folder(tmp_path / "work", {name}, tmp_path / "marker")
    done = subprocess.run(
        [*SCRIPT, "check", ".", "--jobs", "2"],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, was_run(tmp_path / "marker")) == (1, []), done.stderr


def test_a_folder_that_holds_offpath_itself_stays_on_the_path(tmp_path: Path) -> None:
    """As where it is installed with `pip install --target`."""
    done = subprocess.run(
        [sys.executable, "-m", "offpath", "--version"],
        cwd=tmp_path,
        env=clean_environment(PYTHONPATH=str(SERVER)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_is_installed_stays_on_the_path_when_it_is_named_once_more(tmp_path: Path) -> None:
    installed = Path(metadata.distribution("click").locate_file("")).resolve()
    done = subprocess.run(
        [*SCRIPT, "--version"],
        cwd=installed,
        env=clean_environment(PYTHONPATH=str(installed)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder of a process")
def test_a_working_folder_that_is_gone_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "call.py").write_text(CALL)
    (tmp_path / "gone").mkdir()
    line = f"rmdir ../gone; {SCRIPT[0]} check {tmp_path / 'call.py'}"
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path / "gone", env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
