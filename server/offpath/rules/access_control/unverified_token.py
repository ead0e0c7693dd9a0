"""unverified-token: a token's claims are believed though nothing checked who signed it."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.unverified_token import BelievedToken, believed_tokens
from offpath.facts.unit import UnitFacts
from offpath.repair.unverified_token import repair_token
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class UnverifiedToken(Rule):
    """A JSON web token is read without its signature being verified, or verified with a key that stands beside it.

    ## What it does
    Flags calls that decode tokens with verification switched off, that name no algorithm or allow `none`, whose key is
    written in the code, functions that only read claims, and middle parts of tokens that are decoded from base64 by hand.

    ## Why it is a risk
    Anybody can write a token that says they are anybody. Without a checked signature its claims are the client's word; with a key that
    is in the repository, whoever reads that can sign.

    ## Example
    ```python
    claims = jwt.decode(token, options={"verify_signature": False})
    ```

    ## Use instead
    ```python
    claims = jwt.decode(token, SECRET_KEY, algorithms=["HS256"])
    ```

    ## Known limits
    Silent where the same function decodes the token with verification too, for the first look then only picks the key. Public keys may stand in the code.

    ## Fix safety
    Unsafe: tokens that nobody signed are refused, which is the point. Where the module shows no key, none is made up.
    """

    name = "unverified-token"
    category = "access-control"
    severity = Severity.ERROR
    cwe = (347,)
    aliases = ("JWT_NO_VERIFY",)
    invalid = (
        """\
import jwt

SECRET_KEY = load()

def current(token):
    return jwt.decode(token, options={"verify_signature": False})  # want
""",
        """\
from jose import jwt

def subject(token, key):
    return jwt.decode(token, key)["sub"]  # want
""",
    )
    valid = (
        """\
import os
import jwt

def current(token):
    return jwt.decode(token, os.environ["JWT_SECRET"], algorithms=["HS256"])
""",
        """\
import jwt

def current(token, keys):
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    return jwt.decode(token, keys[issuer], algorithms=["RS256"], issuer=issuer)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call."""
        for token in believed_tokens(facts):
            repair = repair_token(facts, token)
            yield self.finding(
                facts.span(token.call),
                _said(facts, token),
                Confidence.MEDIUM if token.fault in ("claims", "hand") else Confidence.HIGH,
                fixes=(Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else (),
            )


def _said(facts: UnitFacts, token: BelievedToken) -> str:
    call = token.call
    name = facts.text(call.args[0]) if call.args and len(facts.text(call.args[0])) < 40 else "the token"
    return _MESSAGES[token.fault].format(name=name, node=facts.text(token.node) if token.fault == "key" else "")


_WHY = "Anybody can write a token that names anybody. Verify the signature before you believe its claims."
_MESSAGES = {
    "unverified": f"`{{name}}` is decoded and its signature is not verified\n{_WHY}",
    "claims": f"the claims of `{{name}}` are read and its signature is not verified\n{_WHY}",
    "hand": f"a token's claims are read by hand and its signature is not verified\n{_WHY}",
    "none": f"`{{name}}` may come with the algorithm `none`, which signs nothing\n{_WHY}",
    "algorithms": "`{name}` may come signed by any algorithm, for none is demanded\n"
    "A token signed with the public key as a shared secret would pass, too. Name the algorithms that you sign with.",
    "key": "`{name}` is verified with a key that is written in the code\n"
    "Whoever reads the code can sign tokens for anybody. Take the key from the environment.",
}
