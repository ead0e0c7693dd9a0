"""`textDocument/hover` on a finding: the rule's page, short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.engine.reporting.pages import short_page
from offpath.lsp.attending import analysed
from offpath.lsp.positions import ClientPositions

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the request."""

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        line = params.position.line
        found = await analysed(server, params.text_document.uri, lambda shown: (shown.first_line + line,) * 2)
        if found is None:
            return None
        engine, document = found
        places = ClientPositions(document.document, server.state.encoding, document.first_line)
        at = places.from_client(params.position)
        report = engine.session.report(document.path)
        here = [each for each in document.own(report.findings) if each.range.start <= at <= each.range.end]
        if not here:
            return None
        measures = {each.finding.rule: each.measure for each in here}
        kind = lsp.MarkupKind.Markdown if server.state.abilities.markdown else lsp.MarkupKind.PlainText
        rules = [engine.session.settings.rules.named(name) for name in measures]
        text = "\n\n---\n\n".join(short_page(rule, measures[rule.name]) for rule in rules if rule is not None)
        return lsp.Hover(lsp.MarkupContent(kind, text), places.range(min(here, key=lambda each: each.range.end).range))
