"""silent-failure: an except branch that reports success."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.fail_open_verification import OpenWays
from offpath.detect.error_handling.bare_flags import Meaning, meaning_of
from offpath.detect.error_handling.believed_failures import believing_caller
from offpath.detect.error_handling.false_success import false_success
from offpath.detect.error_handling.meant_answers import says_absent
from offpath.facts.code.symbols import last_name
from offpath.facts.failures.except_branches import caught_names, except_span, own_nodes, try_of
from offpath.facts.failures.loggers import logger_of, what_failed
from offpath.facts.failures.reasons import comments_at
from offpath.facts.functions.outcomes import FAILURE, failed_form, outcome_of
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import indentation, insertion, line_end, replacement
from offpath.repair.raising import is_heard
from offpath.repair.success_status_on_error import status_edits
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit


class SilentFailure(Rule):
    """An except branch reports what the try branch reports as success.

    ## What it does
    Flags handlers that return the same success flag, status or response as the code that did not fail, tell a person by `flash` or a message that all went well, or log
    and fall through to the one success answer although the promised action was in the `try`: in the function itself, or in the one that called it and gets no answer.

    ## Why it is a risk
    The caller ships the order, shows the receipt and deletes its own copy. The failure is found by the customer.

    ## Example
    ```python
    try:
        result = gateway.charge(amount)
        return {"success": True, "transaction_id": result.id}
    except Exception:
        return {"success": True, "transaction_id": None}
    ```

    ## Use instead
    ```python
    except Exception:
        logger.exception("charge failed")
        return {"success": False, "transaction_id": None}
    ```

    ## Known limits
    Silent where the exception means that the promised state holds (nothing left to delete, already created), where the branch does something instead (an outbox, a second
    provider, a scheduled retry), keeps the failure where it is found, or tells the person who waits, where a comment or the docstring says why, and where what both
    branches answer means something else than success: a failure, another try, the careful answer. What a lone `True` means is told by the function's name, its
    docstring and what callers call it; where none of them does, the finding is of low confidence and has no fix.

    ## Fix safety
    Unsafe: callers will see the failure, which is the point. No `raise` is offered where a caller asks whether it got anything,
    calls once for each item of a loop, or where all callers catch whatever fails; nor in looks at the health.
    """

    name = "silent-failure"
    category = "error-handling"
    severity = Severity.ERROR
    cwe = (390,)
    aliases = ("SILENT_FAILURE",)
    invalid = (
        """\
def charge(gateway, amount):
    try:
        result = gateway.charge(amount)
        return {"success": True, "transaction_id": result.id}
    except Exception:  # want
        return {"success": True, "transaction_id": None}
""",
        """\
def send(smtp, message) -> bool:
    try:
        smtp.send_message(message)
        return True
    except OSError:  # want
        return True
""",
    )
    valid = (
        """\
def charge(gateway, amount):
    try:
        result = gateway.charge(amount)
        return {"success": True, "transaction_id": result.id}
    except Exception:
        return {"success": False, "transaction_id": None}
""",
        """\
import os

def delete(path) -> bool:
    try:
        os.remove(path)
        return True
    except FileNotFoundError:
        return True
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the `except` line."""
        for handler in facts.nodes(t.ExceptHandler):
            reported = false_success(facts, handler)
            if reported is not None and facts.derived(OpenWays).nodes.isdisjoint((reported, handler)):
                believing = believing_caller(facts, handler)
                if believing is not None:
                    yield self._believed(facts, handler, believing)
                    continue
                yield self._reported(facts, handler, reported)

    def _reported(self, facts: UnitFacts, handler: t.ExceptHandler, reported: t.Node) -> Finding:
        inside = any(node is reported for node in own_nodes(handler.body))
        answer = reported.value if isinstance(reported, t.Return) else None
        is_proven = meaning_of(facts, handler, answer) is Meaning.WORKED
        return self.finding(
            except_span(handler),
            "the failure is reported as success\n"
            "Whoever called believes that the work was done. Raise, or report the failure.",
            (Confidence.HIGH if inside else Confidence.MEDIUM) if is_proven else Confidence.LOW,
            reason=_reason(handler, inside=inside, is_proven=is_proven),
            related=(Related(facts.span(reported), "success is reported here"),),
            fixes=tuple(_fixes(facts, handler, reported, inside)) if is_proven else (),
        )

    def _believed(self, facts: UnitFacts, handler: t.ExceptHandler, caller: str) -> Finding:
        function = facts.function_of(handler)
        return self.finding(
            except_span(handler),
            f"the failure is only logged, and `{caller}` reports success\n"
            f"`{function.name if function else ''}` answers the same whether it worked or not. Raise, or answer how it went.",
            Confidence.MEDIUM,
            reason="a caller reports it",
            fixes=tuple(_fixes(facts, handler, handler.body[-1], inside=False)),
        )


def _reason(handler: t.ExceptHandler, *, inside: bool, is_proven: bool) -> str:
    """What the claim rests on, by which verdicts are counted."""
    if not is_proven:
        return "nothing says what True means"
    caught = caught_names(handler)
    if caught and all(says_absent(each) for each in caught):
        return "what was not there"
    return "reported in the branch" if inside else "reported behind the branch"


def _fixes(facts: UnitFacts, handler: t.ExceptHandler, reported: t.Node, inside: bool) -> Iterator[Fix]:
    logger = logger_of(facts)
    function = facts.function_of(handler)
    assert function is not None
    first, last = handler.body[0], handler.body[-1]
    message = f'{logger.expression}.exception("{what_failed(function, try_of(handler).body)} failed")'
    logs = any(isinstance(n, t.Call) and _is_log(n) for n in own_nodes(handler.body))
    indent, end = indentation(facts, first), line_end(facts)
    if isinstance(reported, t.Stmt) and len(comments_at(facts, reported).split()) >= _SAYING_WHY:
        return
    separate = first.start > handler.start and "\n" in facts.reading.text[handler.start : first.start]
    if not separate:
        return
    heard = is_heard(facts, handler)
    if inside and isinstance(reported, t.Return):
        log: tuple[Edit, ...] = () if logs else (insertion(first.start, f"{message}{end}{indent}"),)
        imports = () if logs else logger.imports
        raised = Fix("Log the failure and raise it", (*log, replacement(reported, "raise")), imports=imports)
        failed, status = failed_form(facts, reported.value), status_edits(function, reported, 500)
        told = (
            (Fix("Log the failure and report it", (*log, failed, *status), imports=imports),)
            if failed is not None and status is not None
            else ()
        )
        if not heard:
            yield from told
            return
        yield from (*told, raised) if _reports_failures(function) else (raised, *told)
    elif not inside:
        if not heard:
            return
        raising = insertion(last.end, f"{end}{indent}raise")
        if isinstance(last, t.Return):
            yield Fix("Raise the failure", (replacement(last, "raise"),))
        elif isinstance(last, t.Pass):
            yield Fix(
                "Log the failure and raise it",
                (replacement(last, f"{message}{end}{indent}raise"),),
                imports=logger.imports,
            )
        else:
            yield Fix("Raise the failure", (raising,))
    elif isinstance(reported, t.Assign):
        failed = failed_form(facts, reported.value)
        if failed is not None:
            log = () if logs else (insertion(last.end, f"{end}{indent}{message}"),)
            title = "Report the failure" if logs else "Report the failure and log it"
            yield Fix(title, (failed, *log), imports=() if logs else logger.imports)


_SAYING_WHY = 4
"""So many words beside what is reported give the reason, in whatever language."""


def _reports_failures(function: FunctionFacts) -> bool:
    """Whether callers expect an answer rather than an exception where something failed."""
    returned = function.node.returns
    says_so = returned is not None and last_name(returned) == "bool"
    return says_so or any(outcome_of(function.unit, each.value) == FAILURE for each in function.returns)


def _is_log(call: t.Call) -> bool:
    function = call.func
    return isinstance(function, t.Attribute) and function.attr in ("exception", "error", "critical", "warning")
