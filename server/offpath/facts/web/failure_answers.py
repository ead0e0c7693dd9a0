"""Whether a project answers for the failures of all its handlers in one place."""

from __future__ import annotations

from offpath.catalogue.words.answers import ERROR_HOOKS
from offpath.facts.project.project import Project
from offpath.facts.project.question import Question
from offpath.facts.summaries.registrations import EXCEPTION_HANDLER


def answers_failures(project: Project) -> bool:
    """Whether the project has a function that answers for the failures of every handler."""
    for module in project.modules.values():
        for summary in module.functions.values():
            if summary.path[-1] in ("process_exception", "handle_exception", "exception_handler"):
                return True
            for decoration in summary.decorators:
                if decoration.name.rpartition(".")[2] in ERROR_HOOKS and _is_general(
                    decoration.constants, decoration.arguments
                ):
                    return True
        for contribution in module.contributions:
            if EXCEPTION_HANDLER in contribution.evidence:
                return True
    return False


_GENERAL = frozenset(
    {
        "Exception", "BaseException", "RequestException", "HTTPError", "RequestError", "HTTPStatusError", "APIError", "OpenAIError", "ClientError",
        "ConnectionError",
    }
)  # fmt: skip


def _is_general(constants: tuple[object, ...], arguments: tuple[object, ...]) -> bool:
    if not constants and not arguments:
        return True
    named = {str(symbol[-1]).rpartition(".")[2] for symbol in arguments if isinstance(symbol, tuple) and symbol}
    return any(value in (500, 502, 503) for value in constants) or not _GENERAL.isdisjoint(named)


ANSWERS_FAILURES = Question(answers_failures, on_outline=True)
