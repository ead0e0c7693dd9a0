"""Which files belong to which project, and what their modules are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpath.engine.configuration.selection import Role, Selection, is_generated, is_migration
from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.layout import declared_source_roots, module_names
from offpath.engine.projects import root_of
from offpath.engine.running.collecting import collect
from offpath.facts.code.kinds_of_files import is_test
from offpath.rules.base import RuleSet
from support.sessions import make_project

FINDER = SettingsFinder(RuleSet())


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["app/__init__.py", "app/views.py"], ["app", "app.views"]),
        (["src/app/__init__.py", "src/app/db.py"], ["app", "app.db"]),
        (["src/app/db.py"], ["app.db"]),
        (["server/shop/__init__.py", "server/shop/db.py", "tests/test_db.py"], ["tests.test_db", "shop", "shop.db"]),
        (["ns/one/a.py", "ns/two/b.py"], ["ns.one.a", "ns.two.b"]),
        (["main.py", "setup.py"], ["main", "setup"]),
        (["src/__init__.py", "src/a.py"], ["src", "src.a"]),
        (["a/x.py", "src/a/x.py"], ["a.x", "src.a.x"]),
        (["app/a.py", "app/a.pyi"], ["app.a"]),
    ],
)
def test_module_names(paths: list[str], expected: list[str]) -> None:
    assert list(module_names(paths).values()) == expected


def test_what_the_project_imports_tells_source_roots() -> None:
    paths = ["backend/db.py", "backend/main.py"]
    assert list(module_names(paths).values()) == ["backend.db", "backend.main"]
    assert list(module_names(paths, imported={"db", "os"}).values()) == ["db", "main"]
    assert list(module_names(paths, imported={"db", "backend"}).values()) == ["backend.db", "backend.main"]


def test_declared_source_roots_count() -> None:
    assert list(module_names(["lib/py/shop/db.py"], ["lib/py"]).values()) == ["shop.db"]
    tables: list[dict[str, object]] = [
        {"setuptools": {"package-dir": {"": "lib"}}},
        {"setuptools": {"packages": {"find": {"where": ["lib"]}}}},
        {"poetry": {"packages": [{"include": "shop", "from": "lib"}]}},
        {"hatch": {"build": {"targets": {"wheel": {"packages": ["lib/shop"]}}}}},
    ]
    assert [declared_source_roots({"tool": table}) for table in tables] == [("lib",)] * 4
    assert declared_source_roots({"tool": 3}) == ()


def test_roots(tmp_path: Path) -> None:
    make_project(tmp_path, {"inner/manage.py": "", "inner/app/a.py": "", "sub/b.py": ""})
    assert root_of(str(tmp_path / "inner/app/a.py")).folder == str(tmp_path / "inner")
    assert root_of(str(tmp_path / "sub/b.py")).folder == str(tmp_path)


def test_a_module_of_a_package_that_is_called_manage_makes_no_root(tmp_path: Path) -> None:
    make_project(tmp_path, {
        "shop/__init__.py": "",
        "shop/manage.py": "def manage():\n    pass\n",
        "shop/a.py": "",
        "site/__init__.py": "",
        "site/manage.py": "from django.core.management import execute_from_command_line\n",
        "site/a.py": "",
    })  # fmt: skip
    assert root_of(str(tmp_path / "shop/a.py")).folder == str(tmp_path)
    assert root_of(str(tmp_path / "site/a.py")).folder == str(tmp_path / "site")


def test_selection_follows_ignore_files_of_every_folder(tmp_path: Path) -> None:
    make_project(tmp_path, {
        ".gitignore": "*.log.py\n/build/\nlocal*\n",
        "a/.gitignore": "!local_kept.py\ndata/\n",
        **dict.fromkeys(
            [
                "app.py",
                "x.log.py",
                "build/b.py",
                "a/build/c.py",
                "local.py",
                "a/local_kept.py",
                "a/data/d.py",
                "node_modules/m/n.py",
                ".venv/lib/v.py",
                "env/pyvenv.cfg",
                "env/lib/e.py",
                "site-packages/s.py",
                "app_pb2.py",
                "app_pb2_grpc.py",
                "third_party/t.py",
                "inner/pyproject.toml",
                "inner/i.py",
                "a/vendor/w.py",
                "notes.txt",
                "a/migrations/0001_initial.py",
            ],
            "",
        ),
    })  # fmt: skip
    selection = Selection(str(tmp_path), FINDER)
    found = [Path(path).relative_to(tmp_path).as_posix() for path in selection.files()]
    assert sorted(found) == ["a/build/c.py", "a/local_kept.py", "a/migrations/0001_initial.py", "app.py"]
    assert selection.role_of(str(tmp_path / "a/migrations/0001_initial.py")) is Role.INDEXED
    assert selection.role_of(str(tmp_path / "a/data/d.py")) is Role.SKIPPED
    assert selection.role_of(str(tmp_path / ".venv/lib/v.py")) is Role.SKIPPED
    assert selection.inner_projects() == [str(tmp_path / "inner")]


def test_ignore_files_above_the_project_count_up_to_the_repository(tmp_path: Path) -> None:
    make_project(tmp_path, {".gitignore": "skipped.py\n", "repo/.git/config": "", "repo/.gitignore": "other.py\n"})
    make_project(tmp_path / "repo/part", {"skipped.py": "", "other.py": ""})
    selection = Selection(str(tmp_path / "repo/part"), FINDER)
    assert [Path(path).name for path in selection.files()] == ["skipped.py"]


def test_generated_files_say_so_near_their_top() -> None:
    assert is_generated("# Code generated by tool. DO NOT EDIT.\n")
    assert is_generated('"""\n@generated by x\n"""\n')
    assert not is_generated("\n" * 30 + "# @generated\n")
    assert not is_generated("def generated(): pass\n")


@pytest.mark.parametrize(
    ("path", "migration", "test"),
    [
        ("shop/migrations/0002_more.py", True, False),
        ("shop/migrations/__init__.py", False, False),
        ("alembic/versions/3f2a_add.py", True, False),
        ("api/versions/20240101.py", False, False),
        ("tests/helpers.py", False, True),
        ("shop/test_cart.py", False, True),
        ("shop/cart_test.py", False, True),
        ("conftest.py", False, True),
        ("shop/contest.py", False, False),
    ],
)
def test_kinds_of_paths(path: str, migration: bool, test: bool) -> None:
    assert (is_migration(path), is_test(path)) == (migration, test)


def test_collect_keeps_projects_apart_and_takes_named_files(tmp_path: Path) -> None:
    make_project(tmp_path / "one", {"a.py": "", "sub/b.py": "", ".gitignore": "ignored.py\n", "ignored.py": ""})
    make_project(tmp_path / "two", {"c.py": ""})
    found = collect([str(tmp_path)], FINDER)
    assert [(Path(each.root.folder).name, [Path(p).name for p in each.checked]) for each in found[1:]] == [
        ("one", ["a.py", "b.py"]),
        ("two", ["c.py"]),
    ]
    (part,) = collect([str(tmp_path / "one/sub")], FINDER)
    assert ([Path(p).name for p in part.checked], len(part.known)) == (["b.py"], 2)
    (named,) = collect([str(tmp_path / "one/ignored.py")], FINDER)
    assert [Path(p).name for p in named.checked] == ["ignored.py"]
