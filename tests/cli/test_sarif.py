"""SARIF, for code scanning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support.command import Offpath

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
DEMO = Path(__file__).parents[1] / "demo"


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
    (folder / "half.py").write_text("def f(:\n    pass\n")
    (folder / ".gitignore").write_text("a[\n")
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
