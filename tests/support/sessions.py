"""Sessions over small projects on disk, and over texts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from offpath.engine.configuration.settings import SettingsFinder
from offpath.engine.reporting.located import FileReport
from offpath.engine.session import Session
from offpath.rules.base import Rule, RuleSet
from offpath.text.document import ContentChange, Document
from offpath.text.positions import Position
from support.tiny_rules import TINY_RULES


def make_project(root: Path, files: dict[str, str]) -> Path:
    """Writes files below a folder that is a project's root."""
    for path, text in {"pyproject.toml": "", **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return root


def make_finder(rules: Iterable[Rule] = TINY_RULES, **settings: object) -> SettingsFinder:
    """Settings that show every finding of these rules."""
    return SettingsFinder(RuleSet(tuple(rules)), {"min-confidence": "low", **settings})


class Editor:
    """A session with what an editor holds: types, and looks at what is reported."""

    def __init__(self, root: Path, rules: Iterable[Rule] = TINY_RULES, **settings: object) -> None:
        self.root = root
        self.session = Session(make_finder(rules, **settings))
        self.documents: dict[str, Document] = {}

    def path(self, name: str) -> str:
        return str(self.root / name)

    def open(self, name: str, text: str | None = None) -> None:
        content = (self.root / name).read_bytes().decode() if text is None else text
        self.documents[name] = Document.from_text(content, 1)
        self.session.open(self.path(name), self.documents[name])

    def close(self, name: str) -> None:
        self.session.close(self.path(name))
        del self.documents[name]

    def replace(self, name: str, start: Position, end: Position, text: str) -> None:
        """One edit of an open document."""
        self.change(name, [ContentChange(text, start, end)])

    def change(self, name: str, changes: Iterable[ContentChange]) -> None:
        """Edits of an open document in one message."""
        old = self.documents[name]
        document, change = old.edited(changes, (old.version or 0) + 1, "utf-32")
        self.documents[name] = document
        self.session.change(self.path(name), document, change)

    def replace_text(self, name: str, old: str, new: str) -> None:
        """Replaces the only place where a text stands."""
        document = self.documents[name]
        assert document.text.count(old) == 1, f"{old!r} stands {document.text.count(old)} times in {document.text!r}"
        at = document.text.index(old)
        self.replace(name, document.position_at(at), document.position_at(at + len(old)), new)

    def settle(self) -> None:
        """Works until nothing is left to do."""
        for _ in range(100_000):
            if not self.session.work(1.0):
                return
        raise AssertionError("work never ends")

    def report(self, name: str) -> FileReport:
        return self.session.report(self.path(name))

    def findings(self, name: str) -> list[tuple[int, str, str]]:
        """Line from 1, rule, and the text reported on."""
        document = self.documents[name]
        return [
            (
                each.range.start.line + 1,
                each.finding.rule,
                document.text[document.offset_at(each.range.start) : document.offset_at(each.range.end)],
            )
            for each in self.report(name).findings
        ]
