"""While a line is half typed, no finding elsewhere is lost or misplaced: every publish is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.carrier import CALLS, CARRIER, TYPED_AT
from support.editor import Buffer, Client

IN_A_FUNCTION = "    answer = requests.get("
AT_MODULE_LEVEL = "def broken(:"


def missing_from(found: list[str]) -> list[str]:
    return [call for call in CALLS if call not in found]


def typed_findings(found: list[str], typed: str) -> list[str]:
    """Findings that are neither the text's own nor on what is being typed."""
    return [each for each in found if each not in CALLS and each.split("(")[0] not in typed]


async def typed(buffer: Buffer, at: int, text: str) -> None:
    """Types a text, and looks at what is said of each version before the next character is typed."""
    for number, character in enumerate(text):
        buffer.replace(at + number, at + number, character)
        await buffer.diagnostics()


async def look_at_all(buffer: Buffer, text: str) -> None:
    """What was said at any time about any version, in the terms of that version's text."""
    said = [(each.version, [buffer.under(d, each.version) for d in each.diagnostics]) for each in buffer.publishes()]
    if buffer.client.pulls:
        said.append((buffer.version, await buffer.findings()))
    assert said
    for version, found in said:
        assert missing_from(found) == [], f"lost in version {version}: {buffer.texts[version or 0]!r}"
        assert typed_findings(found, text) == [], f"misplaced in version {version}"


@pytest.mark.parametrize("mark", [TYPED_AT, "    second", "def cancel", "import requests\n", "def position"])
@pytest.mark.parametrize("line", [IN_A_FUNCTION, AT_MODULE_LEVEL])
async def test_half_typed_lines_cost_no_finding(pushed: Client, project: Path, line: str, mark: str) -> None:
    buffer = Buffer.open(pushed, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    pushed.publishes.clear()
    at = buffer.text.index(mark)
    buffer.replace(at, at, "\n")
    await buffer.diagnostics()
    await typed(buffer, at, line)
    await look_at_all(buffer, line)


@pytest.mark.parametrize("line", [IN_A_FUNCTION, AT_MODULE_LEVEL])
async def test_half_typed_lines_cost_no_finding_in_any_editor(editor: Client, project: Path, line: str) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    editor.publishes.clear()
    at = buffer.text.index(TYPED_AT)
    for number, character in enumerate("\n" + line):
        buffer.replace(at + number, at + number, character)
        assert missing_from(await buffer.findings()) == []
    await look_at_all(buffer, line)


async def test_other_documents_keep_theirs(pushed: Client, project: Path) -> None:
    other = Buffer.open(pushed, project / "other.py", CARRIER)
    await other.until_found(list(CALLS))
    buffer = Buffer.open(pushed, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    await typed(buffer, buffer.text.index(TYPED_AT), AT_MODULE_LEVEL + "\n" + IN_A_FUNCTION)
    await look_at_all(other, "")


async def test_a_line_that_is_finished_is_analysed(editor: Client, project: Path) -> None:
    buffer = Buffer.open(editor, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    at = buffer.text.index(TYPED_AT)
    for number, character in enumerate("    third = requests.head(code)\n"):
        buffer.replace(at + number, at + number, character)
    await buffer.until_found([*CALLS[:2], "requests.head(code)", *CALLS[2:]])


async def test_a_burst_of_edits_is_answered_a_few_times_and_rightly(pushed: Client, project: Path) -> None:
    buffer = Buffer.open(pushed, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    pushed.publishes.clear()
    at = buffer.text.index(TYPED_AT)
    for _ in range(59):
        buffer.replace(at, at, "\n")
    buffer.replace_text(CALLS[3], "requests.head(code)")
    await buffer.until_found([*CALLS[:3], "requests.head(code)"])
    assert 1 <= len(buffer.publishes()) <= 4, "three and what has rested"
    assert buffer.publishes()[-1].version == buffer.version


async def test_a_burst_is_answered_to_clients_that_pull(vscode: Client, project: Path) -> None:
    buffer = Buffer.open(vscode, project / "carrier.py", CARRIER)
    await buffer.until_found(list(CALLS))
    at = buffer.text.index(TYPED_AT)
    for _ in range(60):
        buffer.replace(at, at, "\n")
    assert await buffer.findings() == list(CALLS)
    assert vscode.publishes == []
