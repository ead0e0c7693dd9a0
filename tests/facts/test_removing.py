"""Arguments that are taken out of calls, in every layout: the others stay, and so do their comments."""

from __future__ import annotations

import ast
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from support.checking import find
from support.fixing import fixed

_GAPS = ["", " ", "\n    ", "  # {}\n    ", "\n    # {}\n    ", "\r\n    "]


@st.composite
def calls(draw: st.DrawFn) -> str:
    """A call with `debug=True` somewhere among its arguments; each comment is told by its number."""
    arguments = [f"name_{number}=({number})" for number in range(draw(st.integers(0, 3)))]
    arguments.insert(draw(st.integers(0, len(arguments))), draw(st.sampled_from(["debug=True", "debug=(True)"])))
    text, comments = "app = FastAPI(", 0
    for number, argument in enumerate(arguments):
        before, after = draw(st.sampled_from(_GAPS)), draw(st.sampled_from(_GAPS[:2]))
        text += before.format(comments) + argument + after
        comments += "#" in before
        if number < len(arguments) - 1 or draw(st.booleans()):
            text += ","
    gap = draw(st.sampled_from(_GAPS))
    return f"from fastapi import FastAPI\n\n{text}{gap.format(comments)})  # end\n"


@settings(max_examples=150, deadline=None)
@given(calls())
def test_an_argument_goes_with_nothing_but_its_own(text: str) -> None:
    [located] = find({"app.py": text}, ["debug-mode-enabled"])
    fix = next(each for each in located.finding.fixes if each.title.startswith("Remove"))
    after = fixed({"app.py": text}, located, fix)["app.py"]
    assert _keywords(after) == {k: v for k, v in _keywords(text).items() if k != "debug"}, after
    own = {number for line in text.splitlines() if "debug" in line for number in re.findall(r"# (\w+)", line)}
    assert set(re.findall(r"# (\w+)", text)) - own <= set(re.findall(r"# (\w+)", after)), after
    assert not any(line.strip() == "," for line in after.splitlines()) or any(
        line.strip() == "," for line in text.splitlines()
    )


def _keywords(text: str) -> dict[str | None, str]:
    [call] = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return {each.arg: ast.dump(each.value) for each in call.keywords}
