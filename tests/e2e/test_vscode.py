"""The packaged extension in VS Code's own workbench: what a user sees, and what a user does."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.waiting import PATIENCE, until
from e2e.workbench import Workbench

pytestmark = pytest.mark.editor

SECONDS = PATIENCE * 1000


def test_findings_show_as_squiggles_and_in_the_problems_panel(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    row = workbench.problem("a record of `tickets` is read by `ticket_id` from the request")
    expect(row).to_be_visible(timeout=SECONDS)
    expect(row).to_contain_text("missing-owner-filter")
    workbench.shoot("findings")


@pytest.mark.parametrize(
    ("file", "problem", "title", "expected"),
    [
        pytest.param(
            "orders/tickets.py",
            "a record of `tickets` is read",
            "Add the caller's `user_id` to the query (changes behaviour)",
            '"SELECT * FROM tickets WHERE id = ? AND user_id = ?"',
            id="owner-filter",
        ),
        pytest.param(
            "orders/wallet.py",
            "`balance` is read, changed in Python and written back",
            "Update in one conditional statement (changes behaviour)",
            "Wallet.balance - amount",
            id="atomic-update",
        ),
        pytest.param(
            "orders/app.py",
            "debugging is on: `debug=True`",
            "Remove `debug=True`",
            'app.run(host="0.0.0.0")',
            id="debug",
        ),
    ],
)
def test_the_light_bulb_repairs_and_undo_takes_it_back(
    workbench: Workbench, file: str, problem: str, title: str, expected: str
) -> None:
    workbench.open(file)
    row = workbench.problem(problem)
    workbench.jump(row)
    before = workbench.text()
    workbench.choose_fix(title, shot=f"light-bulb-{Path(file).stem}")
    expect(row).to_have_count(0, timeout=SECONDS)
    assert expected in workbench.save(lambda text: expected in text)
    workbench.undo()
    expect(row).to_have_count(1, timeout=SECONDS)
    assert workbench.save(lambda text: expected not in text) == before


def test_confirmation_can_be_asked_for(workbench: Workbench) -> None:
    workbench.configure(offpath__confirmUnsafeFixes=True)
    workbench.open("orders/tickets.py")
    row = workbench.problem("a record of `tickets` is read")
    workbench.jump(row)
    before = workbench.text()
    workbench.choose_fix("Add the caller's `user_id` to the query", shot="confirmation")
    workbench.agree()
    expect(row).to_have_count(0, timeout=SECONDS)
    assert workbench.save(lambda text: "user_id = ?" in text) != before


def test_the_light_bulb_is_answered_right_after_opening(workbench: Workbench) -> None:
    long = "".join(f"def f{number}(code):\n    return code + {number}\n\n\n" for number in range(1000))
    lines = f"import requests\n\n\n{long}def position(code):\n    return requests.get(code)\n"
    (workbench.folder / "orders" / "parcels.py").write_text(lines)
    workbench.open("orders/tickets.py")
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    workbench.open_beside("orders/parcels.py")
    workbench.go_to(lines.count("\n"), 20)
    expect(workbench.offered("Set a time limit (changes behaviour)")).to_be_visible()


def test_an_except_branch_that_is_typed_has_its_finding(workbench: Workbench) -> None:
    text = "import ssl\n\nssl._create_unverified_context()\n\n\ndef update(order):\n    try:\n        store(order)\n"
    (workbench.folder / "orders" / "typed.py").write_text(text)
    workbench.open("orders/typed.py")
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)  # server and language are there: Enter indents
    workbench.go_to(8, 21)
    keyboard = workbench.page.keyboard
    keyboard.press("Enter")
    keyboard.press("Shift+Tab")
    for key in "except Exception:":
        keyboard.type(key)
    keyboard.press("Enter")
    for key in "pass":
        keyboard.type(key)
    keyboard.press("Escape")
    row = workbench.problem("swallowed-exception")
    expect(row).to_have_count(1, timeout=SECONDS)
    workbench.line("pass").click()
    keyboard.press("End")
    for line in ("# and", "# so on"):
        keyboard.press("Enter")
        for key in line:
            keyboard.type(key)
        expect(row).to_have_count(1)
    keyboard.press("Enter")
    keyboard.type("raise")
    keyboard.press("Escape")
    expect(row).to_have_count(0, timeout=SECONDS)
    workbench.save(lambda saved: "    except Exception:\n        pass\n        # and\n" in saved)


def test_a_fault_that_is_typed_shows_and_goes_with_its_removal(workbench: Workbench) -> None:
    workbench.open("orders/app.py")
    row = workbench.problem("debugging is on: `debug=True`")
    workbench.jump(row)
    line = next(number for number, text in enumerate(workbench.text().splitlines(), 1) if "app.run(" in text)
    workbench.go_to(line, len(workbench.text().splitlines()[line - 1]))
    for _ in ", debug=True":
        workbench.page.keyboard.press("Backspace")
    expect(row).to_have_count(0, timeout=SECONDS)
    workbench.page.keyboard.type(", debug=Tru")
    workbench.page.keyboard.press("Escape")
    workbench.page.keyboard.type("e")
    workbench.page.keyboard.press("Escape")
    expect(row).to_have_count(1, timeout=SECONDS)
    for _ in ", debug=True":
        workbench.page.keyboard.press("Backspace")
    expect(row).to_have_count(0, timeout=SECONDS)


def test_what_is_safe_is_fixed_on_save(workbench: Workbench) -> None:
    workbench.server.configure(editor__codeActionsOnSave={"source.fixAll.offpath": "explicit"})
    workbench.open("orders/app.py")
    row = workbench.problem("debugging is on: `debug=True`")
    workbench.jump(row)
    workbench.page.keyboard.press("Home")
    workbench.page.keyboard.type("pass;")
    text = workbench.save(lambda text: "debug=True" not in text and "pass;" in text)
    assert 'app.run(host="0.0.0.0")' in text
    assert "WTF_CSRF_ENABLED" in text, "what is not safe stays"
    expect(row).to_have_count(0, timeout=SECONDS)


def test_a_hover_explains_the_rule(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    row = workbench.problem("a record of `tickets` is read")
    workbench.jump(row)
    workbench.command("Show or Focus Hover")
    hover = workbench.page.locator(".monaco-hover", has_text="Why it is a risk")
    expect(hover.first).to_be_visible(timeout=SECONDS)
    expect(hover.first).to_contain_text("nothing ties it to the caller")
    workbench.shoot("hover")


def test_the_status_item_counts_and_times(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    expect(workbench.problem("a record of `tickets` is read")).to_be_visible(timeout=SECONDS)
    until(lambda: re.search(r"offpath: 3 findings.*analysed at", workbench.status()), "the status")
    workbench.shoot("status")


def test_a_broken_interpreter_is_told_and_a_right_one_taken(workbench: Workbench) -> None:
    workbench.configure(offpath__interpreter=["/nonexistent/python"])
    workbench.open("orders/tickets.py")
    message = workbench.page.locator(".notification-toast", has_text="offpath cannot start")
    expect(message).to_contain_text("does not name a Python 3.10 or newer", timeout=SECONDS)
    expect(message).to_contain_text("/nonexistent/python cannot be run")
    expect(message.locator(".monaco-button", has_text="Open Settings")).to_be_visible()
    workbench.shoot("broken-interpreter")
    workbench.configure()
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)


def test_it_can_be_switched_off_and_on(workbench: Workbench) -> None:
    workbench.configure(offpath__enable=False)
    workbench.open("orders/tickets.py")
    until(lambda: "offpath: off" in workbench.status(), "the status to say that it is off")
    assert workbench.squiggles.count() == 0
    workbench.configure()
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    workbench.configure(offpath__ignore=["access-control"])
    expect(workbench.squiggles).to_have_count(1, timeout=SECONDS)
    workbench.configure(offpath__enable=False)
    expect(workbench.squiggles).to_have_count(0, timeout=SECONDS)


def test_a_server_that_is_killed_comes_back(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    row = workbench.problem("a record of `tickets` is read")
    expect(row).to_be_visible(timeout=SECONDS)
    (killed,) = until(workbench.server.language_servers, "the server's process")
    os.kill(killed, signal.SIGKILL)
    until(lambda: set(workbench.server.language_servers()) - {killed}, "a new process")
    expect(row).to_be_visible(timeout=SECONDS)
    workbench.jump(row)
    workbench.page.keyboard.press("Home")
    workbench.page.keyboard.type("ticket_id = 7;")
    expect(row).to_have_count(0, timeout=SECONDS)


def test_the_workspace_is_checked_with_its_closed_files(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    workbench.command("offpath: Check Workspace")
    expect(workbench.page.locator(".notification-toast", has_text="of the workspace")).to_contain_text(
        re.compile(r"\d\d findings in \d\d files"), timeout=SECONDS
    )
    expect(workbench.problem("settings.py").first).to_be_visible()


@pytest.mark.parametrize(
    ("command", "message"),
    [("Copy Fix Prompt", "is on the clipboard"), ("Fix With Chat", "there is no chat here")],
)
def test_a_prompt_goes_to_the_clipboard(workbench: Workbench, command: str, message: str) -> None:
    workbench.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    workbench.open("orders/tickets.py")
    workbench.jump(workbench.problem("a record of `tickets` is read"))
    workbench.command(f"offpath: {command}")
    expect(workbench.page.locator(".notification-toast", has_text=message)).to_be_visible(timeout=SECONDS)
    prompt = workbench.page.evaluate("navigator.clipboard.readText()")
    for expected in ("Fix one problem in `orders/tickets.py`, line 21", "missing-owner-filter", "Done when"):
        assert expected in prompt


def test_a_prompt_goes_to_the_chat(workbench: Workbench) -> None:
    workbench.server.configure(chat__disableAIFeatures=False)
    workbench.open("orders/tickets.py")
    workbench.jump(workbench.problem("a record of `tickets` is read"))
    workbench.command("offpath: Fix With Chat")
    chat = workbench.page.locator(".interactive-session .interactive-input-part")
    expect(chat).to_contain_text("Fix one problem in", timeout=SECONDS)


def test_a_rule_is_explained(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    workbench.jump(workbench.problem("a record of `tickets` is read"))
    workbench.command("offpath: Explain Rule")
    page = workbench.page.frame_locator("iframe.webview.ready").last.frame_locator("iframe")
    expect(page.locator("h1", has_text="missing-owner-filter")).to_be_visible(timeout=SECONDS)


def test_a_notebooks_cell_has_findings_and_fixes(workbench: Workbench) -> None:
    cells = ["%matplotlib inline\nimport requests", "def position(code):\n    return requests.get(code, verify=False)"]
    notebook = {
        "cells": [
            {"cell_type": "code", "execution_count": None, "id": f"c{n}", "metadata": {}, "outputs": [], "source": text}
            for n, text in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                     "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }  # fmt: skip
    (workbench.folder / "parcels.ipynb").write_text(json.dumps(notebook))
    workbench.open_notebook("parcels.ipynb")
    row = workbench.problem("`requests.get` can wait for ever")
    expect(row).to_be_visible(timeout=SECONDS)
    workbench.jump(row)
    workbench.choose_fix("Set a time limit", shot="notebook")
    expect(row).to_have_count(0, timeout=SECONDS)
    workbench.save(lambda text: "timeout=10" in text)


def test_everything_safe_is_fixed_on_command(workbench: Workbench) -> None:
    workbench.open("orders/app.py")
    row = workbench.problem("debugging is on: `debug=True`")
    workbench.jump(row)
    workbench.command("offpath: Fix All Safe Problems")
    expect(row).to_have_count(0, timeout=SECONDS)
    workbench.save(lambda text: 'app.run(host="0.0.0.0")' in text)


def test_information_on_the_server_is_shown(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    expect(workbench.squiggles.first).to_be_attached(timeout=SECONDS)
    workbench.command("offpath: Show Server Information")
    expect(workbench.line('"version"')).to_be_visible(timeout=SECONDS)
    expect(workbench.line('"executable"')).to_be_visible()


def test_the_walkthrough_leads_from_the_first_finding_to_the_workspace(workbench: Workbench) -> None:
    workbench.open("orders/tickets.py")
    workbench.command("Welcome: Open Walkthrough")
    workbench.page.locator(".quick-input-list .monaco-list-row", has_text="Get started with offpath").click()
    steps = workbench.page.locator(".getting-started-step")
    expect(steps).to_have_count(4, timeout=SECONDS)
    expect(steps.first).to_contain_text("Open a Python file")
    workbench.shoot("walkthrough")
