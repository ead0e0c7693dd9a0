"""The verdicts on real findings are well formed, and the table that ships is theirs."""

from __future__ import annotations

from pathlib import Path

from judged.finding import found_in, place_at
from judged.table import as_json, counted
from judged.verdicts import all_verdicts, applications, digest_of
from offpath.engine.reporting.measures import FILE
from offpath.rules.registry import all_rules

CODE = """\
import requests


def fetched(code):
    return requests.get(f"https://a.example/{code}")
"""


def test_the_table_that_ships_is_that_of_the_verdicts() -> None:
    assert FILE.read_text(encoding="utf-8") == as_json(*counted())


def test_verdicts_speak_of_rules_and_say_why() -> None:
    rules = {rule.name for rule in all_rules()}
    wrong = [
        (application.name, each)
        for application, each in all_verdicts()
        if each.rule not in rules or not each.why or len(each.line) != len(digest_of(""))
    ]
    assert wrong == []


def test_every_application_is_read_once_in_one_version() -> None:
    names = [each.name for each in applications()]
    assert len(names) == len(set(names))


def test_a_verdict_stays_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CODE)
    [before] = found_in(tmp_path)
    (tmp_path / "a.py").write_text("import os\n\n" + CODE.replace("\n\n\n", "\n\n\nLIMIT = 3\n\n\n"))
    [after] = found_in(tmp_path)
    assert before.place == after.place
    assert after.number == before.number + 5
    assert place_at(tmp_path, "a.py", after.number, after.rule) == after.place
    assert place_at(tmp_path, "a.py", 100, after.rule) is None
    assert place_at(tmp_path, "b.py", 1, after.rule) is None


def test_a_verdict_ends_with_a_change_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(CODE)
    [before] = found_in(tmp_path)
    (tmp_path / "a.py").write_text(CODE.replace("https", "http"))
    [after] = found_in(tmp_path)
    assert before.place != after.place
