"""How functions report, read from what they return."""

from __future__ import annotations

import pytest

from offpath.facts.functions.outcomes import claims_success, outcome_of
from offpath.syntax import tree as t
from support.project import TextProject


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("True", "success"),
        ("False", "failure"),
        ("None", "none"),
        ("rows", "value"),
        ('{"status": "saved", "id": 1}', "success"),
        ('{"status": "error"}', "failure"),
        ('{"success": False}', "failure"),
        ('{"ok": True, "error": None}', "success"),
        ('{"name": name}', "value"),
        ('{"message": "User created successfully"}', "success"),
        ('{"message": f"Order {n} was not found"}', "failure"),
        ('jsonify({"status": "ok"}), 201', "success"),
        ('jsonify({"status": "ok"}), 404', "failure"),
        ('jsonify(status="ok")', "success"),
        ('JSONResponse({"detail": "saved"}, status_code=500)', "failure"),
        ("(True, None)", "success"),
        ("(False, reason)", "failure"),
        ("Result(ok=True)", "success"),
        ("await save()", "value"),
        ("'ok'", "success"),
    ],
)
def test_returned_expressions(expression: str, expected: str) -> None:
    facts = TextProject(f"async def f(rows, name, n, reason):\n    return {expression}\n").facts()
    [node] = facts.nodes(t.Return)
    assert outcome_of(facts, node.value) == expected


def test_claims_are_found_through_names() -> None:
    text = 'OK = "saved"\ndef f(x):\n    result = {"status": OK}\n    return result\n'
    [function] = TextProject(text).facts().functions
    assert len(claims_success(function)) == 1
