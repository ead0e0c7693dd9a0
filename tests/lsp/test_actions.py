"""Code actions: what is offered, how it is marked, and that it never changes another text than the one it was made for."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from support.client_profiles import PROFILES
from support.editor import Buffer, Client

CALL = "requests.get(code)"
SWITCH = "debug=True"
RUN = f"app.run({SWITCH})"
TEXT = f"""import requests
from flask import Flask

app = Flask(__name__)


def position(code):
    return {CALL}


if __name__ == "__main__":
    {RUN}
"""
FIX_ALL = "source.fixAll.offpath"


def titled(actions: list[lsp.CodeAction], title: str) -> lsp.CodeAction:
    return next(each for each in actions if each.title.startswith(title))


async def opened(client: Client, project: Path, text: str = TEXT) -> tuple[Buffer, dict[str, lsp.Diagnostic]]:
    buffer = Buffer.open(client, project / "shop.py", text)
    found = await buffer.until_found([CALL, RUN] if SWITCH in text else [CALL])
    return buffer, {str(each.code): each for each in found}


async def test_safe_fixes_alone_are_preferred(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    offered = await buffer.actions(found["debug-mode-enabled"])
    preferred = [each.title for each in offered if each.is_preferred]
    assert preferred == [f"Remove `{SWITCH}`"]
    assert [each.title for each in await buffer.actions(found["missing-timeout"]) if each.is_preferred] == []


async def test_fixes_remove_their_findings(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    fix = await buffer.chosen(titled(await buffer.actions(found["missing-timeout"]), "Set a time limit"))
    assert fix.edit is not None
    buffer.apply(fix.edit)
    assert await buffer.findings() == [RUN]
    [left] = await buffer.diagnostics()
    fix = await buffer.chosen(titled(await buffer.actions(left), f"Remove `{SWITCH}`"))
    assert fix.edit is not None
    buffer.apply(fix.edit)
    assert await buffer.findings() == []
    assert buffer.text == TEXT.replace(CALL, "requests.get(code, timeout=10)").replace(SWITCH, "")


async def test_a_comment_silences_a_finding(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    offered = await buffer.actions(found["missing-timeout"])
    action = await buffer.chosen(titled(offered, "Suppress missing-timeout with a comment"))
    assert action.kind == lsp.CodeActionKind.QuickFix
    assert action.edit is not None
    buffer.apply(action.edit)
    assert "# offpath: ignore[missing-timeout]" in buffer.text
    assert await buffer.findings() == [RUN]


async def test_fix_all_makes_safe_fixes_alone(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    [action] = await buffer.actions(found["missing-timeout"], only=["source.fixAll"])
    assert action.kind == FIX_ALL
    action = await buffer.chosen(action)
    assert action.edit is not None
    buffer.apply(action.edit)
    assert await buffer.findings() == [CALL]


async def test_fix_all_is_not_offered_when_it_would_do_nothing(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project, TEXT.replace(SWITCH, ""))
    assert await buffer.actions(found["missing-timeout"], only=[FIX_ALL]) == []


async def test_only_the_kinds_asked_for_are_offered(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    kinds = {each.kind for each in await buffer.actions(found["debug-mode-enabled"], only=["quickfix"])}
    assert kinds == {lsp.CodeActionKind.QuickFix}
    assert await buffer.actions(found["debug-mode-enabled"], only=["refactor"]) == []


async def test_edits_are_made_when_chosen_where_the_client_can_wait(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    offered = await buffer.actions(found["debug-mode-enabled"])
    resolves = editor.capabilities.text_document.code_action.resolve_support is not None
    assert {each.edit is None for each in offered} == {resolves}


async def test_edits_fit_the_clients_abilities(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    edit = (await buffer.chosen(titled(await buffer.actions(found["missing-timeout"]), "Set a time limit"))).edit
    assert edit is not None
    abilities = editor.capabilities.workspace.workspace_edit
    assert (edit.document_changes is not None) == bool(abilities and abilities.document_changes)
    assert (edit.changes is not None) == (edit.document_changes is None)
    assert edit.change_annotations is None


async def test_a_fix_that_changes_behaviour_says_so_and_is_made_at_once(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    unsafe = titled(await buffer.actions(found["missing-timeout"]), "Set a time limit")
    assert unsafe.title.endswith(" (changes behaviour)")
    assert not unsafe.is_preferred
    safe = titled(await buffer.actions(found["debug-mode-enabled"]), "Remove")
    assert "behaviour" not in safe.title
    before = buffer.text
    action = await buffer.chosen(unsafe)
    assert action.edit is not None
    buffer.apply(action.edit)
    assert buffer.text != before


@pytest.mark.parametrize("profile", list(PROFILES))
@pytest.mark.parametrize("told_by", ["editor", "file"])
async def test_confirmation_is_a_setting(client: Client, project: Path, profile: str, told_by: str) -> None:
    if told_by == "file":
        (project / "pyproject.toml").write_text("[tool.offpath]\nconfirm-unsafe-fixes = true\n")
    await client.begin(profile, project, options={"confirmUnsafeFixes": True} if told_by == "editor" else None)
    buffer, found = await opened(client, project)
    unsafe = (await buffer.chosen(titled(await buffer.actions(found["missing-timeout"]), "Set a time limit"))).edit
    safe = (await buffer.chosen(titled(await buffer.actions(found["debug-mode-enabled"]), "Remove"))).edit
    assert unsafe is not None
    assert safe is not None
    abilities = client.capabilities.workspace.workspace_edit
    annotates = bool(abilities and abilities.change_annotation_support)
    asked = [each.needs_confirmation for each in (unsafe.change_annotations or {}).values()]
    assert asked == ([True] if annotates else [])
    assert safe.change_annotations is None


@pytest.mark.parametrize("profile", [name for name in PROFILES if name != "minimal"])
async def test_a_stale_action_is_made_anew_for_the_present_text(client: Client, project: Path, profile: str) -> None:
    await client.begin(profile, project)
    buffer, found = await opened(client, project)
    stale = titled(await buffer.actions(found["missing-timeout"]), "Set a time limit")
    buffer.insert_before("def position", "# a line\n# and another\n")
    action = await buffer.chosen(stale)
    assert action.edit is not None
    buffer.apply(action.edit)
    assert CALL.replace(")", ", timeout=10)") in buffer.text
    assert await buffer.findings() == [RUN]


@pytest.mark.parametrize("profile", [name for name in PROFILES if name != "minimal"])
async def test_a_stale_action_is_withheld_when_its_finding_is_gone(client: Client, project: Path, profile: str) -> None:
    await client.begin(profile, project)
    buffer, found = await opened(client, project)
    stale = titled(await buffer.actions(found["missing-timeout"]), "Set a time limit")
    buffer.replace_text(CALL, "requests.get(code, timeout=3)")
    with pytest.raises(JsonRpcException, match="nothing to change"):
        await buffer.chosen(stale)


async def test_a_stale_action_is_withheld_when_two_findings_could_be_meant(vscode: Client, project: Path) -> None:
    buffer, found = await opened(vscode, project)
    stale = titled(await buffer.actions(found["missing-timeout"]), "Set a time limit")
    buffer.insert_before("def position", f"def other(code):\n    return {CALL}\n\n\n")
    with pytest.raises(JsonRpcException, match="nothing to change"):
        await buffer.chosen(stale)


async def test_actions_asked_for_right_after_an_edit_are_for_the_new_text(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    buffer.insert_before("import requests", "# moved\n")
    place = found["missing-timeout"].range
    moved = lsp.Range(lsp.Position(place.start.line + 1, 0), lsp.Position(place.end.line + 1, 0))
    diagnostic = lsp.Diagnostic(moved, "")
    action = await buffer.chosen(titled(await buffer.actions(diagnostic), "Set a time limit"))
    assert action.edit is not None
    buffer.apply(action.edit)
    assert await buffer.findings() == [RUN]


async def test_actions_on_what_is_not_open_are_none(editor: Client, project: Path) -> None:
    buffer, found = await opened(editor, project)
    buffer.close()
    assert await buffer.actions(found["missing-timeout"]) == []
