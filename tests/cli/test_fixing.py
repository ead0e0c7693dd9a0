"""`--fix`, `--unsafe-fixes` and `--diff`."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from offpath.cli import checking
from support.command import CLEAN, DEBUG, DEBUG_FIXED, POSITION, POSITION_FIXED, Offpath, write

UNUSED_TWICE = 'total = 1  # offpath: ignore[missing-timeout, silent-failure]\nname = "x"\n'
"""Two findings whose safe fixes change the same comment, so that one round does not do."""


def test_safe_fixes_are_applied_and_the_rest_is_reported(folder: Path, check: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "position.py": POSITION})
    done = check("--fix")
    assert done.code == 1
    assert done.found == [("position.py", 5, "missing-timeout")]
    assert (folder / "app.py").read_text() == DEBUG_FIXED
    assert (folder / "position.py").read_text() == POSITION


def test_unsafe_fixes_are_applied_where_they_are_asked_for(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "position.py": POSITION})
    done = offpath("check", "--fix", "--unsafe-fixes")
    assert (done.code, done.text) == (0, "no findings in 2 files; 2 files fixed\n")
    assert (folder / "app.py").read_text() == DEBUG_FIXED
    assert (folder / "position.py").read_text() == POSITION_FIXED


def test_fixes_are_applied_until_nothing_changes(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": UNUSED_TWICE})
    assert offpath("check", "--fix").code == 0
    assert (folder / "app.py").read_text() == 'total = 1\nname = "x"\n'


def test_only_fixes_of_the_selected_rules_are_applied(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG})
    assert offpath("check", "--fix", "--ignore", "debug-mode-enabled").code == 0
    assert (folder / "app.py").read_text() == DEBUG


def test_clean_files_are_not_written(folder: Path, offpath: Offpath) -> None:
    write(folder, {"clean.py": CLEAN, "position.py": POSITION})
    before = {name: os.stat(folder / name) for name in ("clean.py", "position.py")}
    offpath("check", "--fix")
    assert {name: os.stat(folder / name) for name in before} == before


@pytest.mark.parametrize(
    "data",
    [
        DEBUG.replace("\n", "\r\n").encode(),
        DEBUG.replace("\n", "\r").encode(),
        DEBUG.replace("\n", "\r\n", 2).encode(),
        b"\xef\xbb\xbf" + DEBUG.encode(),
        DEBUG.rstrip("\n").encode(),
        f"# coding: latin-1\n# déjà vu\n{DEBUG}".encode("latin-1"),
        f"# -*- coding: cp1251 -*-\n# да\n{DEBUG}".encode("cp1251"),
        f"# coding: iso-2022-jp\n# 注文\n{DEBUG}".encode("iso-2022-jp"),
        f"# coding: shift_jis\nx = '注文'\n{DEBUG}".encode("shift_jis"),
        f"# coding: utf-7\nx = '注文'\n{DEBUG}".encode("utf-7"),
        f"x = '😀é'\n\f\n{DEBUG}".encode(),
        f"# a\x85b\u2028c\n{DEBUG}".encode(),
    ],
    ids=[
        "crlf",
        "cr",
        "mixed",
        "bom",
        "no-end",
        "latin-1",
        "cp1251",
        "iso-2022-jp",
        "shift_jis",
        "utf-7",
        "😀",
        "u2028",
    ],
)
class TestBytes:
    """What is not fixed keeps its bytes."""

    def test_fix(self, folder: Path, offpath: Offpath, data: bytes) -> None:
        (folder / "app.py").write_bytes(data)
        assert offpath("check", "--fix").code == 0
        assert (folder / "app.py").read_bytes() == fixed(data)

    def test_fix_of_standard_input(self, folder: Path, offpath: Offpath, data: bytes) -> None:
        done = offpath("check", "--fix", "--stdin-filename", "app.py", stdin=data)
        assert (done.code, done.out) == (0, fixed(data))

    @pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
    def test_git_applies_the_difference(self, folder: Path, offpath: Offpath, data: bytes) -> None:
        (folder / "app.py").write_bytes(data)
        apply(["git", "apply", "-p1"], folder, offpath("check", "--diff").out)
        assert (folder / "app.py").read_bytes() == fixed(data)

    @pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
    def test_patch_applies_the_difference(self, folder: Path, offpath: Offpath, data: bytes) -> None:
        (folder / "app.py").write_bytes(data)
        apply(["patch", "-p1", "--binary"], folder, offpath("check", "--diff").out)
        assert (folder / "app.py").read_bytes() == fixed(data)


def fixed(data: bytes) -> bytes:
    changed = data.replace(b"debug=True", b"").replace(b"debug+AD0-True", b"")
    assert changed != data
    return changed


def apply(command: list[str], folder: Path, difference: bytes) -> None:
    done = subprocess.run(command, cwd=folder, input=difference, capture_output=True, timeout=60)
    assert done.returncode == 0, (done.stdout + done.stderr, difference)


NAMES = ["a b.py", "tab\there.py", 'quo"te.py', "back\\slash.py", "new\nline.py", "é.py", "b a/c d.py", "a' b.py"]


@pytest.mark.skipif(os.name == "nt", reason="such names are not allowed")
@pytest.mark.parametrize("command", [["git", "apply", "-p1"], ["patch", "-p1"]], ids=["git", "patch"])
@pytest.mark.parametrize("name", [*NAMES, os.fsdecode(b"caf\xe9.py")])
def test_differences_name_odd_files_rightly(folder: Path, offpath: Offpath, command: list[str], name: str) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    write(folder, {name: DEBUG})
    apply(command, folder, offpath("check", "--diff").out)
    assert (folder / name).read_text() == DEBUG_FIXED


def test_a_difference_writes_nothing(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "position.py": POSITION})
    for arguments in (["--diff"], ["--diff", "--fix"]):
        done = offpath("check", *arguments)
        assert done.code == 1
        assert done.text == (
            "--- a/app.py\n+++ b/app.py\n@@ -1,4 +1,4 @@\n from flask import Flask\n \n app = Flask(__name__)\n"
            "-app.run(debug=True)\n+app.run()\n"
        )
    assert "timeout=10" in offpath("check", "--diff", "--unsafe-fixes").text
    assert (folder / "app.py").read_text() == DEBUG
    assert (folder / "position.py").read_text() == POSITION


def test_a_difference_goes_to_the_output_file(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG})
    shown = offpath("check", "--diff").out
    done = offpath("check", "--diff", "--output-file", "fixes.diff")
    assert (done.code, done.out) == (1, b"")
    assert (folder / "fixes.diff").read_bytes() == shown


def test_a_coloured_difference_holds_nothing_that_moves_a_cursor(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"app.py": DEBUG.replace("\n\n", "\n# \x1b[2J \u202e\n")})
    monkeypatch.setattr(checking, "wants_colour", lambda: True)
    text = offpath("check", "--diff").text
    assert "\x1b[32m+app.run()" in text
    assert "\x1b[2J" not in text
    assert "\u202e" not in text


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_mode_and_links_are_kept(folder: Path, offpath: Offpath) -> None:
    write(folder, {"real.py": DEBUG})
    (folder / "real.py").chmod(0o751)
    (folder / "link.py").symlink_to("real.py")
    assert offpath("check", "link.py", "--fix").code == 0
    assert (folder / "link.py").is_symlink()
    assert (folder / "real.py").read_text() == DEBUG_FIXED
    assert stat.S_IMODE((folder / "real.py").stat().st_mode) == 0o751


def test_a_file_is_replaced_at_once_or_not_at_all(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(folder, {"app.py": DEBUG})
    monkeypatch.setattr(os, "replace", fail)
    done = offpath("check", "--fix")
    assert done.code == 2
    assert "note: app.py: the fixes were not applied: No space left on device" in done.text
    assert (folder / "app.py").read_text() == DEBUG
    assert sorted(path.name for path in folder.iterdir()) == ["app.py", "pyproject.toml"]


def test_a_file_that_somebody_else_changed_is_left_alone(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = checking.fix_paths

    def find_and_change(*arguments: object, **options: object) -> object:
        found = find(*arguments, **options)
        (folder / "app.py").write_text("# mine\n")
        return found

    write(folder, {"app.py": DEBUG})
    monkeypatch.setattr(checking, "fix_paths", find_and_change)
    done = offpath("check", "--fix")
    assert done.code == 2
    assert "app.py: the file was changed by somebody else meanwhile" in done.text
    assert (folder / "app.py").read_text() == "# mine\n"


def test_text_that_the_files_encoding_lacks_is_not_written(
    folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = checking.fix_paths

    def with_other_text(*arguments: object, **options: object) -> object:
        return tuple(type(each)(each.path, each.before, "# 注文\n") for each in find(*arguments, **options))

    data = f"# coding: latin-1\n{DEBUG}".encode("latin-1")
    (folder / "app.py").write_bytes(data)
    monkeypatch.setattr(checking, "fix_paths", with_other_text)
    done = offpath("check", "--fix")
    assert done.code == 2
    assert "app.py: the fixes were not applied: the text cannot be written as iso8859-1" in done.text
    assert (folder / "app.py").read_bytes() == data


@pytest.mark.skipif(os.name == "nt", reason="links are those of POSIX")
class TestLinks:
    """Nothing is written through a link that leads out of what was to be checked, and the user is told."""

    @pytest.mark.parametrize("unsafe", [[], ["--unsafe-fixes"]], ids=["safe", "unsafe"])
    @pytest.mark.parametrize("named", [".", "shop", "shop/link.py"])
    def test_a_link_that_leads_out_is_not_followed(
        self, folder: Path, tmp_path: Path, offpath: Offpath, named: str, unsafe: list[str]
    ) -> None:
        outside = tmp_path / "outside.py"
        write(tmp_path, {"outside.py": DEBUG})
        write(folder, {"shop/app.py": DEBUG})
        (folder / "shop" / "link.py").symlink_to(outside)
        done = offpath("check", named, "--fix", *unsafe)
        assert outside.read_text() == DEBUG
        assert (folder / "shop" / "link.py").is_symlink()
        assert done.code == 1
        assert f"note: shop/link.py: the link leads out of what is checked, to {outside}" in done.text
        if named != "shop/link.py":
            assert (folder / "shop" / "app.py").read_text() == DEBUG_FIXED

    def test_a_link_to_another_folder_than_the_checked_one_leads_out(self, folder: Path, offpath: Offpath) -> None:
        write(folder, {"other/app.py": DEBUG})
        (folder / "shop").mkdir()
        (folder / "shop" / "link.py").symlink_to("../other/app.py")
        assert "leads out" in offpath("check", "shop", "--fix").text
        assert (folder / "other" / "app.py").read_text() == DEBUG
        assert offpath("check", "shop", "other", "--fix").code == 0
        assert (folder / "other" / "app.py").read_text() == DEBUG_FIXED

    def test_a_checked_folder_may_be_a_link_itself(self, folder: Path, tmp_path: Path, offpath: Offpath) -> None:
        write(folder, {"shop/app.py": DEBUG})
        (tmp_path / "way").symlink_to(folder / "shop")
        assert offpath("check", str(tmp_path / "way"), "--fix").code == 0
        assert (folder / "shop" / "app.py").read_text() == DEBUG_FIXED

    def test_one_file_under_two_names_is_fixed_once(self, folder: Path, offpath: Offpath) -> None:
        write(folder, {"real.py": DEBUG})
        (folder / "link.py").symlink_to("real.py")
        assert offpath("check", "--fix").code == 0
        assert (folder / "real.py").read_text() == DEBUG_FIXED
        assert (folder / "link.py").is_symlink()

    def test_a_file_with_another_name_elsewhere_is_left_alone(
        self, folder: Path, tmp_path: Path, offpath: Offpath
    ) -> None:
        write(tmp_path, {"kept.py": DEBUG})
        os.link(tmp_path / "kept.py", folder / "app.py")
        done = offpath("check", "--fix")
        assert (done.code, (folder / "app.py").read_text(), (tmp_path / "kept.py").read_text()) == (1, DEBUG, DEBUG)
        assert "note: app.py: the file has another name (a hard link)" in done.text


def test_a_read_only_file_is_left_alone(folder: Path, offpath: Offpath) -> None:
    write(folder, {"app.py": DEBUG, "other.py": DEBUG})
    (folder / "app.py").chmod(0o444)
    done = offpath("check", "--fix")
    assert (done.code, (folder / "app.py").read_text()) == (1, DEBUG)
    assert "note: app.py: the file is read-only; its fixes were not applied" in done.text
    assert (folder / "other.py").read_text() == DEBUG_FIXED


@pytest.mark.skipif(os.name == "nt", reason="such names are not allowed")
def test_a_file_with_the_longest_name_is_fixed(folder: Path, offpath: Offpath) -> None:
    name = "é" * 126 + ".py"
    write(folder, {name: DEBUG})
    assert offpath("check", "--fix").code == 0
    assert (folder / name).read_text() == DEBUG_FIXED
    assert sorted(path.name for path in folder.iterdir()) == ["pyproject.toml", name]
