"""hard-coded-secret: a key or password stands in the code."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.hard_coded_secret import WrittenSecret, written_secrets
from offpath.facts.code.kinds_of_files import BUILD, DEVELOPMENT, TESTS
from offpath.facts.unit import UnitFacts
from offpath.repair.hard_coded_secret import repair_secret
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity


class HardCodedSecret(Rule):
    """A key, token or password is written as a literal.

    ## What it does
    Flags literals in the form that well-known services give their keys, private keys, passwords in addresses, keys in the query of an address, values bound to names that
    speak of secrets, and what stands where a secret goes: the key of a cipher or a signature, the pair of `auth=`, a password that is hashed or set, what a password is
    compared with. Bytes count as texts.

    ## Why it is a risk
    Whoever reads the repository, a backup, or a traceback has the secret; and it cannot be changed without a release.

    ## Example
    ```python
    STRIPE_KEY = "<the key itself>"
    ```

    ## Use instead
    ```python
    STRIPE_KEY = os.environ["STRIPE_KEY"]
    ```

    ## Known limits
    Silent for empty values and placeholders, for names of fields, headers, settings and choices, for addresses of the machine itself, and in tests, examples, steps of a
    build and files for development. Silent for what is only said about a secret: places in secret stores, paths of classes, labels, rules and selectors of fields,
    examples of schemas, for texts that the program compares with in order to refuse them, and for a name that is its own password on this machine. Defaults that nobody
    drew by lot are reported at low confidence. What a setting falls back to is `insecure-secret-default`'s.

    ## Fix safety
    Unsafe: the program needs the variable in its environment; a settings class that reads it itself only loses the default. The secret stays in the history: change it.
    None is offered where the variable would be missed only while a request is served, was just found missing, or is what other settings replace (a base class, a
    module of defaults, a class for tests), for a word in a log or an audit, and for one literal under two names.
    """

    name = "hard-coded-secret"
    category = "configuration"
    severity = Severity.ERROR
    same_as = frozenset({"S105", "S106", "S107", "B105", "B106", "B107"})
    silent_in = frozenset({TESTS, DEVELOPMENT, BUILD})
    cwe = (798,)
    aliases = ("HARDCODED_SECRET",)
    invalid = (
        """\
import psycopg

def connect():
    return psycopg.connect(host="db.internal", user="shop", password="hunter2-Kx9", connect_timeout=3)  # want
""",
        """\
JWT_SECRET = "f3b1c0a95e7d4482b6a1d09c7e55aa10"  # want
""",
    )
    valid = (
        """\
import os

JWT_SECRET = os.environ["JWT_SECRET"]
TOKEN_URL = "/oauth/token"
PASSWORD_FIELD = "password"
API_KEY = "your-api-key"
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the literal."""
        for secret in written_secrets(facts):
            where = f" in `{secret.name}`" if secret.name else ""
            yield self.finding(
                facts.span(secret.node),
                f"{secret.what} stands in the code{where}\n"
                "Whoever reads the repository has it. Take it from the environment, and change it: it stays in the history.",
                _confidence(secret),
                reason="a default" if secret.is_default else "by its place" if secret.by_place else "",
                fixes=() if secret.is_default else _fixes(facts, secret),
            )


def _confidence(secret: WrittenSecret) -> Confidence:
    if secret.is_default:
        return Confidence.LOW
    return Confidence.HIGH if secret.certain else Confidence.MEDIUM


def _fixes(facts: UnitFacts, secret: WrittenSecret) -> tuple[Fix, ...]:
    repair = repair_secret(facts, secret)
    return (Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else ()
