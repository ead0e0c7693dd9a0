"""fail-open-verification: a check lets in whom it could not check."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.fail_open_verification import FailOpen, OpenWays, Why
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.rules.base import Applicability, Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit


class FailOpenVerification(Rule):
    """A check of a signature, key, token or captcha lets the caller in when it could not be made.

    ## What it does
    Flags checks that answer `True` (or return without a word, where their refusal is an exception) because the setting that they need is empty or because of
    an exception; checks that stand under a test of what the client may leave out; and failed checks whose branch only logs.

    ## Why it is a risk
    A secret that was forgotten at one deployment, a service that is down or a header that is left out opens the door for everybody, and nothing looks broken.

    ## Example
    ```python
    def signature_ok(headers, body):
        if not settings.signing_secret:
            return True
        mac = hmac.new(settings.signing_secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(mac, headers.get("X-Signature", ""))
    ```

    ## Use instead
    ```python
    def signature_ok(headers, body):
        if not settings.signing_secret:
            return False
        mac = hmac.new(settings.signing_secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(mac, headers.get("X-Signature", ""))
    ```

    ## Known limits
    Checks are told by what they compare and by the words of names. Silent where somebody decides knowingly (`DEBUG`, `VERIFY_DISABLED`), where the caller may
    be a guest, and where the answer of a failed check is looked at again.

    ## Fix safety
    The fix refuses where the check let in: `return False`. That changes behaviour on purpose, and is offered one at a time.
    """

    name = "fail-open-verification"
    category = "access-control"
    severity = Severity.ERROR
    cwe = (636,)
    invalid = (
        """\
import hashlib
import hmac
from config import settings

def signature_ok(headers, body):
    if not settings.signing_secret:
        return True  # want
    mac = hmac.new(settings.signing_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(mac, headers.get("X-Signature", ""))
""",
        """\
import logging
from fastapi import FastAPI, Request
from orders import mark_paid
from signing import verify_signature

app = FastAPI()
logger = logging.getLogger(__name__)

@app.post("/hook")
async def hook(request: Request):
    if not verify_signature(await request.body(), request.headers.get("X-Signature")):  # want
        logger.warning("invalid signature")
    mark_paid(await request.json())
""",
    )
    valid = (
        """\
import hashlib
import hmac
from config import settings

def signature_ok(headers, body):
    if not settings.signing_secret:
        return False
    mac = hmac.new(settings.signing_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(mac, headers.get("X-Signature", ""))
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the return, the test or the `except`."""
        for function in facts.functions:
            for found in facts.derived(OpenWays).of[function.node]:
                yield self.finding(
                    found.span,
                    f"{_SAYING[found.why].format(name=function.name)}\n{_ADVICE[found.why]}",
                    Confidence.HIGH if found.certain else Confidence.MEDIUM,
                    fixes=tuple(_fixes(function, found)),
                )


_SAYING = {
    Why.NO_SETTING: "`{name}` lets everybody in where its setting is empty",
    Why.NOT_SENT: "`{name}` lets in who sends nothing to check",
    Why.FAILED: "`{name}` lets everybody in where the check fails",
    Why.REFUSED: "`{name}` goes on where the check said no",
}
_ADVICE = {
    Why.NO_SETTING: "A setting that was forgotten opens the door, and nothing looks broken. Refuse, or demand the setting at the start.",
    Why.NOT_SENT: "Whoever wants to get past the check leaves out what it looks at. Refuse what has nothing to check.",
    Why.FAILED: "An error that anybody may cause, or a service that is down, opens the door. Refuse what could not be checked.",
    Why.REFUSED: "The failed check is only told, and what it was to guard is done all the same. Refuse.",
}


def _fixes(function: FunctionFacts, found: FailOpen) -> Iterator[Fix]:
    """Answers no where the check answered yes."""
    value = found.node.value if isinstance(found.node, (t.Return, t.Assign)) else None
    if isinstance(value, t.Constant) and value.value is True:
        yield Fix("Refuse", (Edit(function.unit.span(value), "False"),), Applicability.UNSAFE)
