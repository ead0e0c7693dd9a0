"""`textDocument/hover` on a finding: the rule's page, short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.convert import RULES_ADDRESS, Converter

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer

_SECTIONS = ("## What it does", "## Why it is a risk", "## Use instead")


def register(server: OffpathServer) -> None:
    """Takes the request."""

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.state.documents.get(params.text_document.uri)
        if document is None:
            return None
        converter = Converter(document.document, server.state.encoding)
        for located in server.state.report(document).findings:
            place = converter.typed_range(located.range)
            if place.start <= params.position <= place.end:
                text = lsp.MarkupContent(lsp.MarkupKind.Markdown, short_page(located.finding.rule))
                return lsp.Hover(text, place)
        return None


def short_page(name: str) -> str:
    """A rule's name, what it does and why, what to write instead, and where to read more."""
    import inspect

    from offpath.rules.registry import all_rules

    rule = all_rules().named(name)
    page = inspect.cleandoc(type(rule).__doc__ or "") if rule is not None else ""
    parts = [f"**{name}**"]
    for section in _SECTIONS:
        body = page.partition(f"{section}\n")[2].partition("\n## ")[0].strip()
        if body:
            parts.append(body)
    parts.append(f"[More]({RULES_ADDRESS}{name})")
    return "\n\n".join(parts)
