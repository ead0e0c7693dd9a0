"""The reports: text for people, JSON and SARIF for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support.command import Offpath

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
DEMO = Path(__file__).parents[1] / "demo"

CHARGE = """\
import requests


def charge(card):
    try:
        requests.post("https://pay.example/𝕏", json=card, timeout=5)
        return {"success": True}
    except requests.RequestException:
        return {"success": True}
"""


def test_json_has_one_shape(folder: Path, offpath: Offpath) -> None:
    (folder / "pay.py").write_text(CHARGE, encoding="utf-8")
    (each,) = json.loads(offpath("check", "--output-format", "json").text)
    assert list(each) == [
        "rule", "category", "severity", "confidence", "message", "path", "line", "column", "end_line", "end_column", "cwe", "related", "fixes",
    ]  # fmt: skip
    assert (each["rule"], each["category"], each["severity"], each["confidence"]) == (
        "silent-failure", "error-handling", "error", "high",
    )  # fmt: skip
    assert (each["path"], each["line"], each["column"], each["end_line"]) == ("pay.py", 8, 5, 8)
    assert each["cwe"] == [390]
    assert {*each["related"][0]} == {"path", "message", "line", "column", "end_line", "end_column"}
    fix = each["fixes"][0]
    assert list(fix) == ["title", "applicability", "edits"]
    assert {*fix["edits"][0]} == {"line", "column", "end_line", "end_column", "new_text"}


def test_columns_count_characters(folder: Path, offpath: Offpath) -> None:
    (folder / "app.py").write_text('import requests\nx = "𝕏é\t"; requests.get("https://a.example")\n', encoding="utf-8")
    (each,) = json.loads(offpath("check", "--output-format", "json").text)
    line = 'x = "𝕏é\t"; requests.get("https://a.example")'
    assert (each["line"], each["column"], each["end_column"]) == (2, line.index("requests") + 1, len(line) + 1)


def test_edits_of_the_json_report_make_the_fix(folder: Path, offpath: Offpath) -> None:
    text = "import requests\n\n\ndef load(url):\n    return requests.get(url)\n"
    (folder / "app.py").write_text(text)
    (each,) = json.loads(offpath("check", "--output-format", "json").text)
    lines = text.splitlines(keepends=True)
    for edit in reversed(each["fixes"][0]["edits"]):
        assert edit["line"] == edit["end_line"]
        line = lines[edit["line"] - 1]
        lines[edit["line"] - 1] = line[: edit["column"] - 1] + edit["new_text"] + line[edit["end_column"] - 1 :]
    assert "requests.get(url, timeout=" in "".join(lines)


@pytest.fixture
def sarif(offpath: Offpath, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(DEMO)
    return dict(json.loads(offpath("check", "--isolated", "--output-format", "sarif").text))


def test_sarif_is_valid(sarif: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(sarif)


def test_sarif_holds_what_code_scanning_needs(sarif: dict[str, Any]) -> None:
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["help"]["markdown"] for rule in rules)
    assert "external/cwe/cwe-639" in next(r for r in rules if r["id"] == "missing-owner-filter")["properties"]["tags"]
    results = run["results"]
    assert {rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results} == {True}
    fingerprints = [result["partialFingerprints"]["offpath/v1"] for result in results]
    assert len(set(fingerprints)) == len(fingerprints) > 10
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in results]
    assert {place["uriBaseId"] for place in places} == {"SRCROOT"}
    assert all((DEMO / place["uri"]).is_file() for place in places)
    assert any(result.get("fixes") for result in results)
    assert any(result.get("relatedLocations") for result in results)


def test_sarif_of_odd_runs_is_valid(folder: Path, offpath: Offpath) -> None:
    (folder / "é ü.py").write_text('import requests\nx = "𝕏"; requests.get("a")\n', encoding="utf-8")
    (folder / "binary.py").write_bytes(b"\0")
    (folder / "pyproject.toml").write_text("[tool.offpath]\nnonsense = 1\n")
    report = json.loads(offpath("check", "--output-format", "sarif").text)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    (folder / "empty").mkdir()
    jsonschema.Draft202012Validator(SCHEMA).validate(
        json.loads(offpath("check", "empty", "--output-format", "sarif").text)
    )


def test_fingerprints_stay_when_lines_move(folder: Path, offpath: Offpath) -> None:
    def fingerprint() -> str:
        (result,) = json.loads(offpath("check", "--output-format", "sarif").text)["runs"][0]["results"]
        return str(result["partialFingerprints"]["offpath/v1"])

    (folder / "app.py").write_text("import requests\nrequests.get('a')\n")
    before = fingerprint()
    (folder / "app.py").write_text("import requests\n\n# a comment\nrequests.get('a')\n")
    assert fingerprint() == before


def test_text_shows_place_message_code_and_fix(folder: Path, offpath: Offpath) -> None:
    (folder / "app.py").write_text("import requests\n\n\ndef load(url):\n    return requests.get(url)\n")
    text = offpath("check").text
    assert text.startswith("app.py:5:12  warning  missing-timeout  high confidence\n")
    assert "5 │     return requests.get(url)" in text
    assert "^^^^^^^^^^^^^^^^^" in text
    assert "fix: Set a time limit (changes behaviour, applied by --fix --unsafe-fixes)" in text
    assert "+    return requests.get(url, timeout=" in text
    assert text.rstrip().endswith("1 finding in 1 file: 1 warning; 0 fixable with --fix, 1 more with --unsafe-fixes")
    assert "\x1b[" not in text


def test_colour_when_asked_for(folder: Path, offpath: Offpath, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "app.py").write_text("import requests\nrequests.get('a')\n")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in offpath("check").text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in offpath("check").text


def test_control_and_direction_characters_are_told_not_sent(folder: Path, offpath: Offpath) -> None:
    (folder / "app.py").write_text('import requests\nx = "\u202e\x1b[31m"; requests.get("a")\n', encoding="utf-8")
    text = offpath("check").text
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "missing-timeout" in text
