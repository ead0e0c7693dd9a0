"""An editor of few words: a pytest-lsp client that keeps every publish, and buffers that it edits as editors do."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from offpath.text.document import Document
from offpath.text.positions import Encoding, Position, from_characters
from support.client_profiles import capabilities_of

PATIENCE = 60.0
"""Seconds after which something that should come will not come."""

SERVER = Path(__file__).parents[2] / "server"


class Client(LanguageClient):
    """Remembers what the server sent, in order, and wakes those who wait for more."""

    def __init__(self) -> None:
        super().__init__(converter_factory=default_converter)
        self.publishes: list[lsp.PublishDiagnosticsParams] = []
        self.registered: list[lsp.Registration] = []
        self.encoding: Encoding = "utf-16"
        self.answer: lsp.InitializeResult | None = None
        self._news = asyncio.Condition()

    async def until(self, condition: Callable[[], Any]) -> Any:
        """Waits until a condition on what has come is true, and returns what it said."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(condition), PATIENCE)
        return condition()

    async def tell(self) -> None:
        """Something has come."""
        async with self._news:
            self._news.notify_all()

    async def begin(
        self, profile: str, root: Path, *, options: Any = None, folders: Sequence[Path] | None = None
    ) -> lsp.InitializeResult:
        """Introduces itself as an editor of this profile."""
        named = [lsp.WorkspaceFolder(each.as_uri(), each.name) for each in (folders if folders is not None else [root])]
        params = lsp.InitializeParams(
            capabilities=capabilities_of(profile),
            root_uri=root.as_uri(),
            workspace_folders=named if profile != "minimal" else None,
            initialization_options=options,
        )
        self.answer = await self.initialize_session(params)
        encoding = self.answer.capabilities.position_encoding
        self.encoding = getattr(encoding, "value", encoding) or "utf-16"
        return self.answer

    @property
    def pulls(self) -> bool:
        """Whether the profile pulls diagnostics."""
        document = self.capabilities.text_document if self.capabilities is not None else None
        return document is not None and document.diagnostic is not None


def make_client() -> Client:
    """A client with pytest-lsp's handlers and its own."""
    client = Client()
    replaced = {
        lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
        lsp.CLIENT_REGISTER_CAPABILITY,
        lsp.WINDOW_SHOW_MESSAGE,
        lsp.WINDOW_LOG_MESSAGE,
        lsp.WORKSPACE_DIAGNOSTIC_REFRESH,
        lsp.PROGRESS,
    }
    register_lsp_features(client, {k: v for k, v in DEFAULT_CLIENT_FEATURES.items() if k not in replaced})

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    async def published(params: lsp.PublishDiagnosticsParams) -> None:
        client.publishes.append(params)
        await client.tell()

    @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    async def register(params: lsp.RegistrationParams) -> None:
        client.registered.extend(params.registrations)
        await client.tell()

    @client.feature(lsp.WINDOW_SHOW_MESSAGE)
    async def shown(params: lsp.ShowMessageParams) -> None:
        client.messages.append(params)
        await client.tell()

    @client.feature(lsp.WINDOW_LOG_MESSAGE)
    async def logged(params: lsp.LogMessageParams) -> None:
        client.log_messages.append(params)
        await client.tell()

    @client.feature(lsp.WORKSPACE_DIAGNOSTIC_REFRESH)
    async def refresh(_: None) -> None:
        client.diagnostic_refresh_count += 1
        await client.tell()

    @client.feature(lsp.PROGRESS)
    async def progress(params: lsp.ProgressParams) -> None:
        DEFAULT_CLIENT_FEATURES[lsp.PROGRESS](client, params)
        await client.tell()

    return client


def server_config(*arguments: str, cache: Path | None = None) -> ClientServerConfig:
    """How to start the server under test."""
    environment = {**os.environ, "PYTHONPATH": str(SERVER)}
    if cache is not None:
        environment["OFFPATH_CACHE_DIR"] = str(cache)
    command = [sys.executable, "-m", "offpath", "server", *arguments]
    return ClientServerConfig(server_command=command, client_factory=make_client, server_env=environment)


@dataclass
class Buffer:
    """One open document, as the editor has it."""

    client: Client
    uri: str
    text: str
    version: int = 1
    texts: dict[int, str] = field(default_factory=dict)
    """Every version's text."""
    items: list[lsp.Diagnostic] = field(default_factory=list)
    """What was pulled last."""
    result_id: str | None = None

    @classmethod
    def open(cls, client: Client, path: Path, text: str | None = None) -> Buffer:
        """Opens a file, or a text in its name."""
        content = path.read_bytes().decode() if text is None else text
        buffer = cls(client, path.as_uri(), content)
        buffer.texts[1] = content
        item = lsp.TextDocumentItem(buffer.uri, lsp.LanguageKind.Python, 1, content)
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return buffer

    def close(self) -> None:
        """Closes it."""
        identifier = lsp.TextDocumentIdentifier(self.uri)
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(identifier))

    # -- editing

    def replace(self, start: int, end: int, text: str) -> None:
        """Replaces the characters between two offsets."""
        document = Document.from_text(self.text)
        place = lsp.Range(self._place(document, start), self._place(document, end))
        self.text = self.text[:start] + text + self.text[end:]
        self.version += 1
        self.texts[self.version] = self.text
        identifier = lsp.VersionedTextDocumentIdentifier(self.version, self.uri)
        change = lsp.TextDocumentContentChangePartial(place, text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [change]))

    def replace_text(self, old: str, new: str) -> None:
        """Replaces the only place where a text stands."""
        assert self.text.count(old) == 1, f"{old!r} stands {self.text.count(old)} times"
        start = self.text.index(old)
        self.replace(start, start + len(old), new)

    def insert_before(self, mark: str, text: str) -> None:
        """Inserts before the first place where a mark stands."""
        start = self.text.index(mark)
        self.replace(start, start, text)

    # -- what the server says

    async def findings(self, version: int | None = None) -> list[str]:
        """The source text under each diagnostic of the present (or another) version, once the server has told it."""
        wanted = self.version if version is None else version
        return [self.under(each, wanted) for each in await self.diagnostics(wanted)]

    async def diagnostics(self, version: int | None = None) -> list[lsp.Diagnostic]:
        """The diagnostics of the present (or another) version, pulled or as published."""
        if self.client.pulls:
            return await self.pull()
        wanted = self.version if version is None else version
        await self.client.until(lambda: any(each.version == wanted for each in self.publishes()))
        return list([each for each in self.publishes() if each.version == wanted][-1].diagnostics)

    async def until_found(self, expected: list[str]) -> list[lsp.Diagnostic]:
        """Waits until exactly these source texts are under the diagnostics of the present version."""
        if self.client.pulls:
            seen = -1
            while [self.under(each) for each in await self.pull()] != expected:
                seen = max(seen, self.client.diagnostic_refresh_count)
                try:
                    await self.client.until(lambda seen=seen: self.client.diagnostic_refresh_count > seen)
                except asyncio.TimeoutError:
                    found = [self.under(each) for each in self.items]
                    raise AssertionError(f"expected {expected}, last pulled: {found}") from None
            return self.items

        def shows() -> bool:
            last = self.publishes()[-1:]
            return bool(last) and last[0].version == self.version and self._under_all(last[0]) == expected

        try:
            await self.client.until(shows)
        except asyncio.TimeoutError:
            last = [(each.version, self._under_all(each)) for each in self.publishes()[-3:]]
            raise AssertionError(f"expected {expected} in version {self.version}, last published: {last}") from None
        return list(self.publishes()[-1].diagnostics)

    async def pull(self) -> list[lsp.Diagnostic]:
        """Asks for the diagnostics; an answer that says `unchanged` means the last ones."""
        answer = await self.pull_answer()
        if isinstance(answer, lsp.RelatedFullDocumentDiagnosticReport):
            self.items = list(answer.items)
        self.result_id = answer.result_id
        return self.items

    async def pull_answer(self) -> lsp.DocumentDiagnosticReport:
        """The answer to a pull, as it comes."""
        identifier = lsp.TextDocumentIdentifier(self.uri)
        params = lsp.DocumentDiagnosticParams(identifier, previous_result_id=self.result_id)
        return await asyncio.wait_for(self.client.text_document_diagnostic_async(params), PATIENCE)

    def publishes(self) -> list[lsp.PublishDiagnosticsParams]:
        """Everything that was published for this document."""
        return [each for each in self.client.publishes if each.uri == self.uri]

    def under(self, diagnostic: lsp.Diagnostic, version: int | None = None) -> str:
        """The source text that a diagnostic marks in a version."""
        document = Document.from_text(self.texts[self.version if version is None else version])
        start, end = (self._offset(document, each) for each in (diagnostic.range.start, diagnostic.range.end))
        return document.text[start:end]

    def _under_all(self, published: lsp.PublishDiagnosticsParams) -> list[str]:
        return [self.under(each, published.version) for each in published.diagnostics]

    # -- actions

    async def actions(self, diagnostic: lsp.Diagnostic, only: list[str] | None = None) -> list[lsp.CodeAction]:
        """What the server offers for a diagnostic."""
        context = lsp.CodeActionContext([diagnostic], only=only)
        params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(self.uri), diagnostic.range, context)
        found = await asyncio.wait_for(self.client.text_document_code_action_async(params), PATIENCE)
        return [each for each in found or [] if isinstance(each, lsp.CodeAction)]

    async def chosen(self, action: lsp.CodeAction) -> lsp.CodeAction:
        """An action as it is when the user has chosen it: resolved, if it has no edit yet."""
        if action.edit is not None:
            return action
        return await asyncio.wait_for(self.client.code_action_resolve_async(action), PATIENCE)

    def apply(self, edit: lsp.WorkspaceEdit) -> None:
        """Applies the edits of this document, as an editor does: refused when they are for another version."""
        if edit.document_changes is not None:
            changes = [each for each in edit.document_changes if isinstance(each, lsp.TextDocumentEdit)]
            assert [(each.text_document.uri, each.text_document.version) for each in changes] == [
                (self.uri, self.version)
            ]
            edits = [each for change in changes for each in change.edits]
        else:
            assert edit.changes is not None
            assert list(edit.changes) == [self.uri]
            edits = list(edit.changes[self.uri])
        document = Document.from_text(self.text)
        places = [
            (self._offset(document, e.range.start), self._offset(document, e.range.end), e.new_text) for e in edits
        ]
        for start, end, text in sorted(places, reverse=True):
            self.replace(start, end, text)

    def _place(self, document: Document, offset: int) -> lsp.Position:
        line, column = document.position_at(offset)
        text = document.lines[line] if line < len(document.lines) else ""
        return lsp.Position(line, from_characters(text, column, self.client.encoding))

    def _offset(self, document: Document, place: lsp.Position) -> int:
        """Counted here from the encoded line, so that nothing of the server's own reckoning is trusted."""
        line = document.lines[place.line] if place.line < len(document.lines) else ""
        codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[self.client.encoding]
        unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.client.encoding]
        column = len(line.encode(codec)[: place.character * unit].decode(codec))
        return document.offset_at(Position(place.line, column))
