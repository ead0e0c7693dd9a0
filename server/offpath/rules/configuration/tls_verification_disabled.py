"""tls-verification-disabled: a connection does not verify whom it talks to."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.tls_verification_disabled import Unverified, unverified_connections
from offpath.facts.code.kinds_of_files import DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.code.symbols import last_name
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import replacement
from offpath.repair.placing import removal
from offpath.repair.removing import remove_argument
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Edit, Span


class TlsVerificationDisabled(Rule):
    """A client is told not to verify certificates.

    ## What it does
    Flags `verify=False`, `ssl=False`, `CERT_NONE`, unverified contexts and the like, in calls and on sessions and contexts of known libraries.

    ## Why it is a risk
    Whoever is on the way can answer in the other side's name, and read and change what is sent, credentials included.

    ## Example
    ```python
    requests.post(url, json=order, verify=False)
    ```

    ## Use instead
    ```python
    requests.post(url, json=order)
    ```

    ## Known limits
    Silent where a setting is handed on, and in files for tests and development. A branch that a setting decides is reported at low confidence.
    Libraries that the catalogue does not know are not judged.

    ## Fix safety
    Unsafe: connections to hosts with a certificate of their own making fail. Give them its file by `verify="/path/to/ca.pem"`.
    """

    name = "tls-verification-disabled"
    category = "configuration"
    severity = Severity.ERROR
    told_by_one_statement = True
    same_as = frozenset({"S323", "S501", "B323", "B501"})
    silent_in = frozenset({TESTS, DEVELOPMENT, DOCUMENTATION})
    cwe = (295,)
    invalid = (
        """\
import requests

def charge(order):
    return requests.post("https://pay.example/charges", json=order, timeout=5, verify=False)  # want
""",
        """\
import ssl

context = ssl.create_default_context()
context.check_hostname = False  # want
context.verify_mode = ssl.CERT_NONE  # want
""",
    )
    valid = (
        """\
import requests

def charge(order):
    return requests.post("https://pay.example/charges", json=order, timeout=5, verify="/etc/ssl/pay.pem")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call, or on the assignment."""
        for each in unverified_connections(facts):
            is_meant = each.chosen or each.probes
            edit = _edit(facts, each) if not is_meant else None
            yield self.finding(
                facts.span(each.call or each.node),
                f"`{each.what}` lets anybody answer in the other side's name\n"
                "Whoever is on the way can read and change what is sent. Leave verification on; name the certificate's file where it is your own.",
                Confidence.LOW if is_meant else Confidence.HIGH,
                fixes=(Fix("Verify the certificate", (edit,)),) if edit is not None else (),
            )


def _edit(facts: UnitFacts, each: Unverified) -> Edit | None:
    if each.is_spread:
        return replacement(each.value, "True") if each.value is not None and "=False" in each.what else None
    if each.call is not None:
        return remove_argument(facts, each.call, each.node)
    if isinstance(each.node, t.Call):
        return Edit(_last_part(each.node.func), "create_default_context")
    if not isinstance(each.node, t.Assign):
        return None
    target, value = each.node.targets[0], each.node.value
    if last_name(target) == "verify_mode" and isinstance(value, t.Attribute):
        return Edit(_last_part(value), "CERT_REQUIRED")
    if last_name(target) == "_create_default_https_context":
        return removal(facts, each.node)
    return replacement(value, "True")


def _last_part(node: t.Expr) -> Span:
    """Where the last name of a dotted one stands."""
    return Span(node.end - len(last_name(node)), node.end)
