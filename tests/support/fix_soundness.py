"""What every fix keeps, whatever it is for: comments, the file's width, names that are bound, statements that are reached."""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

from offpath.facts.flow.flow import Flow
from offpath.facts.flow.flow_walk import flow_of
from offpath.syntax import tree as t
from offpath.syntax.parse import parse_unit

USUAL_WIDTH = 88

ALLOWANCES = ("# nosec", "# noqa: S10", "# pragma: allowlist secret", "# gitleaks:allow", "# offpath: ignore")
"""Comments that let the mended finding pass in other tools: they go with it."""


def unsound(before: str, after: str) -> list[str]:
    """What a fix broke, a sentence each."""
    return [*_lost_comments(before, after), *_wide_lines(before, after), *_flow_faults(before, after)]


def _lost_comments(before: str, after: str) -> Iterator[str]:
    for comment in Counter(_comments(before)) - Counter(_comments(after)):
        if not comment.startswith(ALLOWANCES) and not _goes_with_an_argument(comment, before, after):
            yield f"the comment is lost: {comment}"


def _goes_with_an_argument(comment: str, before: str, after: str) -> bool:
    """Whether a comment stands beside or above an argument that the fix takes out."""
    lines = before.splitlines()
    at = next((number for number, line in enumerate(lines) if comment in line), None)
    if at is None:
        return False
    code = lines[at].replace(comment, "").strip() or "".join(lines[at + 1 : at + 2])
    return any(after.count(f"{name}=") < before.count(f"{name}=") for name in re.findall(r"(\w+)=(?!=)", code))


def _comments(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def _wide_lines(before: str, after: str) -> Iterator[str]:
    known, widest = set(before.splitlines()), max(map(len, before.splitlines()), default=0)
    for line in after.splitlines():
        if line not in known and len(line) > max(widest, USUAL_WIDTH) and not _is_one_text(line):
            yield f"a line of {len(line)} characters, where {max(widest, USUAL_WIDTH)} are usual: {line.strip()}"


def _is_one_text(line: str) -> bool:
    """Whether a line can hardly be broken: a long string, an import, a line of a longer string."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", line)
    return len(bare) < USUAL_WIDTH // 2 or not re.search(r"[(\[{].*[)\]}]", bare)


def _flow_faults(before: str, after: str) -> Iterator[str]:
    old, new = _Reading(before), _Reading(after)
    for statement in sorted(new.unreached - old.unreached):
        yield f"nothing reaches it any more: {statement}"
    for name in sorted(new.unbound - old.unbound):
        yield f"read where nothing has bound it: {name}"
    for function, name in sorted(new.bound & old.outer):
        yield f"{function}: {name} meant something outside, and is bound here now"


class _Reading:
    """What the flow of a text says of its functions."""

    def __init__(self, text: str) -> None:
        self.unreached: Counter[str] = Counter()
        self.unbound: Counter[str] = Counter()
        self.bound: set[tuple[str, str]] = set()
        self.outer: set[tuple[str, str]] = set()
        for flow in flow_of(parse_unit(text).tree).all_flows():
            self._take(flow, text)

    def _take(self, flow: Flow, text: str) -> None:
        self.unreached.update(text[each.start : each.end].partition("\n")[0] for each in flow.unreachable)
        if not isinstance(flow.scope, t.FunctionDef):
            return
        own = {each.name for each in flow.definitions} - flow.declared_global
        for name, reads in flow.free.items():
            if name in own:
                self.unbound[f"{flow.scope.name}: {name}"] += len(reads)
            else:
                self.outer.add((flow.scope.name, name))
        self.bound |= {(flow.scope.name, name) for name in own}
