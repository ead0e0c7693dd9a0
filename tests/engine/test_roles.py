"""In an editor: what has findings, and what is somebody else's code that was only looked at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from offpath.engine.installed import is_installed_file
from offpath.engine.session import Session
from offpath.text.document import Document
from support.sessions import make_finder, make_project
from support.tiny_rules import TINY_RULES

TEXT = 'x = "shout"\n'


def findings(session: Session, path: Path) -> list[str]:
    session.open(str(path), Document.from_text(TEXT))
    while session.work(1.0):
        pass
    return [each.finding.rule for each in session.report(str(path)).findings]


def opened(*folders: Path) -> Session:
    session = Session(make_finder(TINY_RULES))
    for folder in folders:
        session.index(str(folder))
    return session


INSTALLED = [
    "usr/lib/python3.11/json/decoder.py",
    "usr/lib/python3/dist-packages/apt/cache.py",
    "home/.pyenv/versions/3.12.1/lib/python3.12/json/decoder.py",
    "home/.local/share/uv/python/cpython-3.13/lib/python3.13/json/decoder.py",
    "home/.cache/uv/archive-v0/x1/requests/api.py",
    "home/miniconda3/lib/python3.12/site-packages/requests/api.py",
    "home/.vscode/extensions/ms-python.python-2026/python_files/lib/python/jedi/api.py",
    "home/.vscode-server/extensions/some.thing/bundled/libs/tool.py",
    "Library/Frameworks/Python.framework/Versions/3.12/lib/python3.12/json/decoder.py",
    "work/.tox/py312/lib/python3.12/site-packages/requests/api.py",
    "work/.nox/tests/lib/requests/api.py",
    "work/__pypackages__/3.12/lib/requests/api.py",
    "opt/tool.pyz/requests/api.py",
    "opt/requests-2.0.egg/requests/api.py",
]


@pytest.mark.parametrize("path", INSTALLED)
def test_installed_code_has_no_findings(tmp_path: Path, path: str) -> None:
    make_project(tmp_path / "shop", {"app.py": TEXT})
    make_project(tmp_path, {path: TEXT})
    (tmp_path / "pyproject.toml").unlink()
    alone = opened()
    assert findings(alone, tmp_path / path) == []
    assert findings(alone, tmp_path / "shop" / "app.py") == ["shouting"], "no folder is open, one file is"
    beside = opened(tmp_path / "shop")
    assert findings(beside, tmp_path / path) == []
    assert findings(beside, tmp_path / "shop" / "app.py") == ["shouting"]


def test_a_standard_library_is_known_by_what_lies_in_it(tmp_path: Path) -> None:
    make_project(tmp_path, {f"Python313/Lib/{name}": "" for name in ("os.py", "site.py", "encodings/utf_8.py")})
    assert is_installed_file(str(tmp_path / "Python313" / "Lib" / "json" / "decoder.py"))
    assert not is_installed_file(str(tmp_path / "Python313" / "work" / "app.py"))
    assert is_installed_file(os.__file__)
    assert is_installed_file(pytest.__file__)
    assert not is_installed_file(__file__)


def test_files_outside_the_open_folders_have_no_findings(tmp_path: Path) -> None:
    make_project(tmp_path / "shop", {"app.py": TEXT})
    make_project(tmp_path / "other", {"app.py": TEXT})
    session = opened(tmp_path / "shop")
    assert findings(session, tmp_path / "other" / "app.py") == []
    assert findings(session, tmp_path / "shop" / "new.py") == ["shouting"]
    session.index(str(tmp_path / "other"))
    while session.work(1.0):
        pass
    assert [each.finding.rule for each in session.report(str(tmp_path / "other" / "app.py")).findings] == ["shouting"]
    session.leave(str(tmp_path / "shop"))
    assert session.report(str(tmp_path / "shop" / "new.py")).findings == ()


def test_nothing_is_read_because_a_foreign_file_was_looked_at(tmp_path: Path) -> None:
    make_project(tmp_path / "shop", {"app.py": TEXT})
    make_project(tmp_path / "other", {"app.py": TEXT, "net.py": TEXT})
    session = opened(tmp_path / "shop")
    assert findings(session, tmp_path / "other" / "app.py") == []
    project = session._workspace.project_of(str(tmp_path / "other" / "app.py"))
    assert project.contributions_of(str(tmp_path / "other" / "net.py")) is None
    session.files_changed([str(tmp_path / "other" / "net.py")])
    session.close(str(tmp_path / "other" / "app.py"))
    while session.work(1.0):
        pass
    assert project.contributions_of(str(tmp_path / "other" / "net.py")) is None


@pytest.mark.parametrize(
    "folder", ["lib/python3.12/site-packages/mine", "vendor/mine", "miniconda3/work", ".venv/src/mine", "built/mine"]
)
def test_an_open_folder_is_checked_wherever_it_lies(tmp_path: Path, folder: str) -> None:
    make_project(tmp_path, {
        ".gitignore": "built/\n",
        f"{folder}/app.py": TEXT,
        f"{folder}/vendor/lib.py": TEXT,
        f"{folder}/env/lib/python3.12/site-packages/lib.py": TEXT,
        "miniconda3/conda-meta/history": "",
    })  # fmt: skip
    session = opened(tmp_path / folder)
    assert findings(session, tmp_path / folder / "app.py") == ["shouting"]
    assert findings(session, tmp_path / folder / "vendor" / "lib.py") == []
    assert findings(session, tmp_path / folder / "env/lib/python3.12/site-packages/lib.py") == []


@pytest.mark.skipif(os.name == "nt", reason="links are those of POSIX")
def test_a_folder_opened_through_a_link_is_the_folder(tmp_path: Path) -> None:
    make_project(tmp_path / "real", {"app.py": TEXT})
    (tmp_path / "way").symlink_to(tmp_path / "real")
    session = opened(tmp_path / "way")
    assert findings(session, tmp_path / "way" / "app.py") == ["shouting"]
    assert findings(session, tmp_path / "real" / "app.py") == ["shouting"]


def test_a_document_that_is_no_file_is_checked(tmp_path: Path) -> None:
    make_project(tmp_path / "shop", {"app.py": TEXT})
    root = Path(os.path.abspath(os.sep))
    assert findings(opened(tmp_path / "shop"), root / "untitled%3AUntitled-1.py") == ["shouting"]
