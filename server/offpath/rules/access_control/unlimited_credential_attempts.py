"""unlimited-credential-attempts: a password or a short code may be tried as often as one likes."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.identity.credentials import CODE, CREDENTIALS, Credentials
from offpath.facts.identity.sources import sources_of
from offpath.facts.routes.route import Route
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.facts.web.attempts import ARE_ATTEMPTS_BOUNDED
from offpath.facts.web.guarding import Guarding, Known
from offpath.facts.web.guards import GUARDS_AROUND
from offpath.facts.web.open_writes import is_for_strangers
from offpath.rules.base import Confidence, Finding, Rule, Severity


class UnlimitedCredentialAttempts(Rule):
    """A handler compares a password or a short code, and nothing bounds how often one may try.

    ## What it does
    Flags handlers that compare a password, one-time code, PIN, recovery or reset code of the request with a stored one, themselves or through what they
    call, where neither a limit on the route, its group or the application nor a counter of failures stops who tries them all.

    ## Why it is a risk
    A code of six digits is found in a million requests, which take some minutes. Passwords that were stolen elsewhere are tried by the thousand.

    ## Example
    ```python
    @app.post("/verify-code")
    def verify_code(body: CodeIn, db: Session = Depends(get_db)):
        person = db.scalars(select(Person).where(Person.email == body.email)).first()
        if person is None or person.otp != body.code:
            raise HTTPException(400, "wrong code")
        return {"token": issue_token(person.id)}
    ```

    ## Use instead
    ```python
    @app.post("/verify-code")
    @limiter.limit("5/minute")
    def verify_code(request: Request, body: CodeIn, db: Session = Depends(get_db)):
        person = db.scalars(select(Person).where(Person.email == body.email)).first()
        if person is None or person.otp != body.code:
            raise HTTPException(400, "wrong code")
        return {"token": issue_token(person.id)}
    ```

    ## Known limits
    Passwords and codes are told by the words of names. Limits in a proxy in front of the program are not seen. Silent for who is signed in and gives the
    password once more, for codes that are gone after one attempt, and for long tokens; a code that somebody signed in confirms is of low confidence.

    ## Fix safety
    There is no fix: how many attempts somebody may have is for the program's authors to say.
    """

    name = "unlimited-credential-attempts"
    category = "access-control"
    severity = Severity.WARNING
    cwe = (307,)
    invalid = (
        """\
from fastapi import FastAPI, HTTPException
from people import person_by_email, token_for
from pydantic import BaseModel

app = FastAPI()

class CodeIn(BaseModel):
    email: str
    code: str

@app.post("/verify-code")
def verify_code(body: CodeIn):  # want
    person = person_by_email(body.email)
    if person is None or person.otp != body.code:
        raise HTTPException(400, "wrong code")
    return {"token": token_for(person)}
""",
    )
    valid = (
        """\
from fastapi import FastAPI, HTTPException, Request
from people import person_by_email, token_for
from pydantic import BaseModel
from slowapi import Limiter
from slowapi.util import get_remote_address

app = FastAPI()
limiter = Limiter(key_func=get_remote_address)

class CodeIn(BaseModel):
    email: str
    code: str

@app.post("/verify-code")
@limiter.limit("5/minute")
def verify_code(request: Request, body: CodeIn):
    person = person_by_email(body.email)
    if person is None or person.otp != body.code:
        raise HTTPException(400, "wrong code")
    return {"token": token_for(person)}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the handler's name."""
        for function in facts.functions:
            route: Route | None = facts.asking.ask(ROUTE, function.qualified_name)
            if route is None:
                continue
            compared: Credentials = facts.asking.ask(CREDENTIALS, function.qualified_name)
            confidence = _confidence(function, route, compared)
            if confidence is None or facts.asking.ask(ARE_ATTEMPTS_BOUNDED, function.qualified_name):
                continue
            what = "code" if CODE in compared.kinds else "password"
            yield self.finding(
                function.name_span,
                f"`{function.name}` lets anybody try one {what} after the other\n"
                f"Nothing on the way to the comparison bounds the attempts, so that the {what} can be guessed. "
                "Put a limit on the route, or count failures and refuse after some.",
                confidence,
            )


def _has_caller(function: FunctionFacts) -> bool:
    """Whether the handler is handed who has signed in: they give their own password once more."""
    return any(source.is_identity for source in sources_of(function).parameters.values())


def _confidence(function: FunctionFacts, route: Route, compared: Credentials) -> Confidence | None:
    """How sure it is that guessing does harm; None: it does none."""
    if not compared.kinds or compared.used_up:
        return None
    around: Guarding = function.unit.asking.ask(GUARDS_AROUND, function.qualified_name)
    if Known.PERSON in around.known and CODE not in compared.kinds and _has_caller(function):
        return Confidence.LOW if is_for_strangers(route) else None
    if around.authenticated and not is_for_strangers(route):
        return Confidence.LOW if CODE in compared.kinds else None
    return Confidence.HIGH if CODE in compared.kinds else Confidence.MEDIUM
