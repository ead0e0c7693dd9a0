"""What a code action is about, and its edit: the same for actions that are complete and for those resolved later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from offpath.lsp.edits import workspace_edit
from offpath.rules.base import Applicability, Fix

if TYPE_CHECKING:
    from lsprotocol import types as lsp

    from offpath.engine.openfile import Lines
    from offpath.engine.reporting.located import LocatedFinding
    from offpath.engine.session import Session
    from offpath.lsp.state import OpenDocument, ServerState

FIX_ALL = "source.fixAll.offpath"
NOTEBOOK_FIX_ALL = "notebook.source.fixAll.offpath"
"""The same for a whole notebook, asked for by VS Code in the name of its first cell."""

Deed = Literal["fix", "suppress", "fix-all"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """Names what an action does, so that it can be found again in a later text."""

    uri: str
    version: int | None
    """The version of the text that the action was offered for."""
    deed: Deed
    rule: str = ""
    message: str = ""
    line: int = 0
    column: int = 0
    title: str = ""
    """The fix's."""

    @classmethod
    def of(cls, document: OpenDocument, deed: Deed, located: LocatedFinding, title: str = "") -> Ticket:
        """The ticket of a deed that concerns one finding."""
        finding, start = located.finding, located.range.start
        return cls(
            document.uri, document.whole.version, deed, finding.rule, finding.message, start.line, start.column, title
        )

    @classmethod
    def read(cls, data: Any) -> Ticket | None:
        """The ticket that a client gives back; None when it is not one of ours."""
        if not isinstance(data, dict):
            return None
        try:
            return cls(**data)
        except TypeError:
            return None

    def data(self) -> dict[str, Any]:
        """The ticket as JSON."""
        return asdict(self)

    def lines_in(self, document: OpenDocument) -> Lines | None:
        """The lines that must be analysed to find again what is meant; None where all must be."""
        is_same = document.whole.version == self.version
        return (self.line, self.line) if is_same and self.deed != "fix-all" else None

    def finding_among(self, findings: Iterable[LocatedFinding], version: int | None) -> LocatedFinding | None:
        """The finding that is meant: the one at its place, or in a later text the only one that says the same."""
        alike = [each for each in findings if (each.finding.rule, each.finding.message) == (self.rule, self.message)]
        if version == self.version:
            place = (self.line, self.column)
            return next((each for each in alike if tuple(each.range.start) == place), None)
        return alike[0] if len(alike) == 1 else None


def label(fix: Fix) -> str:
    """What an editor offers: what the fix does, and whether the program does something else with it."""
    title = fix.title[:1].upper() + fix.title[1:]
    return title if fix.applicability is Applicability.SAFE else f"{title} (changes behaviour)"


def ordered_fixes(fixes: Iterable[Fix]) -> list[Fix]:
    """The safe ones first."""
    return sorted(fixes, key=lambda fix: fix.applicability is not Applicability.SAFE)


def has_safe_fix(findings: Iterable[LocatedFinding]) -> bool:
    """Whether fix-all would do anything, as far as can be told without doing it."""
    return any(fix.applicability is Applicability.SAFE for each in findings for fix in each.finding.fixes)


def edit_of(state: ServerState, session: Session, document: OpenDocument, ticket: Ticket) -> lsp.WorkspaceEdit | None:
    """The edit for the document's present text; None where the finding has gone, or no sound edit is possible."""
    if ticket.deed == "fix-all":
        everything = session.fix_all(document.path)
        return workspace_edit(state, document, everything, None) if everything else None
    located = ticket.finding_among(session.report(document.path).findings, document.whole.version)
    if located is None:
        return None
    if ticket.deed == "suppress":
        comment = session.suppression_for(document.path, located)
        return workspace_edit(state, document, comment, None) if comment else None
    for fix in _titled(located.finding.fixes, ticket.title):
        edits = session.edits_for(document.path, located, fix)
        return workspace_edit(state, document, edits, fix if _asks(session, document, fix) else None) if edits else None
    return None


def _asks(session: Session, document: OpenDocument, fix: Fix) -> bool:
    """Whether a person is to agree first."""
    is_safe = fix.applicability is Applicability.SAFE
    return not is_safe and session.settings_of(document.path).confirm_unsafe_fixes


def _titled(fixes: Iterable[Fix], title: str) -> Iterator[Fix]:
    return (fix for fix in fixes if fix.title == title)
