"""insecure-cookie: the cookie that signs somebody in travels unprotected."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.libraries.cookies import ARGUMENTS
from offpath.detect.configuration.insecure_cookie import OpenCookie, open_cookies
from offpath.facts.code.kinds_of_files import DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.project.classes import HAS_SUBCLASSES
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import add_argument, quote_of, replacement
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class InsecureCookie(Rule):
    """A session's cookie lacks Secure, HttpOnly or SameSite.

    ## What it does
    Flags settings and arguments that switch the protection of a cookie off, and `set_cookie` of a session or token that does not ask for it.

    ## Why it is a risk
    Without Secure it travels in the clear, without HttpOnly any script on the page reads it, without SameSite other sites use it.

    ## Example
    ```python
    response.set_cookie("session", token)
    ```

    ## Use instead
    ```python
    response.set_cookie("session", token, secure=True, httponly=True, samesite="Lax")
    ```

    ## Known limits
    Cookies are known by their names; those for a login that hold what somebody is called are for forms. Silent in settings for development, where a condition asks for
    the environment or settings, and for cookies that are taken away.

    ## Fix safety
    Unsafe: over plain HTTP the cookie is no longer sent. None is offered in a class of settings that others derive from.
    """

    name = "insecure-cookie"
    category = "configuration"
    severity = Severity.INFORMATION
    told_by_one_statement = True
    silent_in = frozenset({TESTS, DEVELOPMENT, DOCUMENTATION})
    cwe = (614, 1004)
    aliases = ("INSECURE_COOKIE",)
    invalid = (
        """\
from flask import Flask, make_response

app = Flask(__name__)

@app.post("/login")
def login():
    response = make_response({"ok": True})
    response.set_cookie("session", issue())  # want
    return response
""",
    )
    valid = (
        """\
from flask import Flask, make_response

app = Flask(__name__)

@app.post("/login")
def login():
    response = make_response({"ok": True})
    response.set_cookie("session", issue(), secure=True, httponly=True, samesite="Lax")
    return response
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call or the setting."""
        for each in open_cookies(facts):
            names = ", ".join(f"`{name}`" for name in each.missing)
            said = f"{names} is switched off" if each.value is not None else f"the cookie is set without {names}"
            yield self.finding(
                facts.span(each.node),
                f"{said}\nWhoever holds this cookie is signed in. Keep it to HTTPS, away from scripts, and to this site.",
                Confidence.HIGH if each.value is not None else Confidence.MEDIUM,
                reason=each.evidence.value,
                fixes=_fixes(facts, each),
            )


def _fixes(facts: UnitFacts, each: OpenCookie) -> tuple[Fix, ...]:
    if each.value is not None:
        if not isinstance(each.value, t.Constant) or _is_commented(facts, each.value) or _is_replaced(facts, each.node):
            return ()
        name = each.missing[0].lower()
        value = ARGUMENTS["samesite"].replace('"', quote_of(facts)) if "samesite" in name else "True"
        return (Fix("Switch the protection on", (replacement(each.value, value),)),)
    if each.call is None:
        return ()
    wanted = ", ".join(f"{name}={ARGUMENTS[name]}" for name in each.missing).replace('"', quote_of(facts))
    edits = add_argument(facts, each.call, wanted)
    return (Fix("Protect the cookie", edits),) if edits is not None else ()


def _is_replaced(facts: UnitFacts, node: t.Node) -> bool:
    """Whether a setting stands in a class that those for other stages derive from."""
    for outer in node.ancestors():
        if isinstance(outer, t.ClassDef):
            path = facts.reading.path if facts.reading.kind == "class" else (outer.name,)
            return bool(facts.asking.ask(HAS_SUBCLASSES, ".".join(part for part in (facts.module, *path) if part)))
    return False


def _is_commented(facts: UnitFacts, value: t.Expr) -> bool:
    """Whether a comment behind a value, or alone on the line above, tells why it is what it is: it would be untrue of another."""
    text = facts.reading.text
    start, end = text.rfind("\n", 0, value.start) + 1, text.find("\n", value.end)
    above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    return "#" in text[value.end : end if end >= 0 else len(text)] or above.lstrip().startswith("#")
