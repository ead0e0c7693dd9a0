"""Draws the README's picture: what `offpath check` says about two files of the demonstration project, in its colours.

`python scripts/picture.py` writes docs/demo.svg; a test holds that it is fresh.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "demo.svg"
CHECKED = ("orders/tickets.py", "orders/wallet.py")

_COLOURS = {30: "#484f58", 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#56d4dd"}
_CODE = re.compile(r"\x1b\[([\d;]*)m")
_WIDTH, _LINE, _LEFT, _TOP, _LONGEST = 8.4, 19, 18, 34, 124


def main() -> None:
    """Writes the picture."""
    PICTURE.write_text(drawn(), encoding="utf-8")


def drawn() -> str:
    """The picture as SVG."""
    lines = said().split("\n")
    width = _LEFT * 2 + _WIDTH * min(max(len(_CODE.sub("", line)) for line in lines), _LONGEST)
    height = _TOP + _LINE * len(lines) + 8
    rows = "\n".join(_row(line, _TOP + _LINE * number) for number, line in enumerate(lines))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" role="img" aria-label="offpath check">\n'
        f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n'
        f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3" xml:space="preserve">\n'
        f"{rows}\n</g>\n</svg>\n"
    )


def said() -> str:
    """The report, with the codes of its colours."""
    command = [sys.executable, "-m", "offpath", "check", "--isolated", "--jobs", "1", *CHECKED]
    environment = {**os.environ, "FORCE_COLOR": "1", "PYTHONPATH": str(ROOT / "server"), "PYTHONUTF8": "1"}
    environment.pop("NO_COLOR", None)
    ran = subprocess.run(
        command, cwd=ROOT / "tests" / "demo", env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return ran.stdout.rstrip()


def _row(line: str, y: int) -> str:
    """One line of text, a span for each stretch of one style."""
    spans: list[str] = []
    colour, bold, dim, room, at = "", False, False, _LONGEST, 0
    for found in [*_CODE.finditer(line), None]:
        text = line[at : found.start() if found else len(line)][:room]
        room -= len(text)
        if text:
            style = f' fill="{colour}"' if colour else ' fill="#8b949e"' if dim else ""
            weight = ' font-weight="bold"' if bold else ""
            spans.append(f"<tspan{style}{weight}>{html.escape(text)}</tspan>")
        if found is None:
            break
        at = found.end()
        for code in map(int, filter(None, found[1].split(";"))):
            colour = "" if code == 0 else _COLOURS.get(code, colour)
            bold = code != 0 and (bold or code == 1)
            dim = code != 0 and (dim or code == 2)
    return f'<text x="{_LEFT}" y="{y}">{"".join(spans)}</text>'


if __name__ == "__main__":
    main()
