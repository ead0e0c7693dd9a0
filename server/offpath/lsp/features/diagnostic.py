"""`textDocument/diagnostic`: the same diagnostics for clients that pull."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from offpath.lsp.publishing import diagnostics_of, result_id_of, tell_notes

if TYPE_CHECKING:
    from offpath.lsp.server import OffpathServer


def register(server: OffpathServer) -> None:
    """Takes the request."""

    options = lsp.DiagnosticOptions(identifier="offpath", inter_file_dependencies=True, workspace_diagnostics=False)

    @server.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def diagnostic(params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        state = server.state
        document = state.documents.get(params.text_document.uri)
        if document is None:
            return lsp.RelatedFullDocumentDiagnosticReport(items=[])
        first_time = not document.result_id
        path = document.path

        def answerable() -> bool:
            if state.by_path(path) is None:
                return True
            report = state.session.report(path)
            return report.complete if first_time else report.fresh

        await state.scheduler.until(answerable)
        if state.documents.get(params.text_document.uri) is not document:
            return lsp.RelatedFullDocumentDiagnosticReport(items=[])
        tell_notes(server, document)
        found = diagnostics_of(server, document)
        document.result_id = result_id_of(found)
        if params.previous_result_id == document.result_id:
            return lsp.RelatedUnchangedDocumentDiagnosticReport(result_id=document.result_id)
        structure = server.protocol._converter.structure
        items = [structure(each, lsp.Diagnostic) for each in found]
        return lsp.RelatedFullDocumentDiagnosticReport(items=items, result_id=document.result_id)
