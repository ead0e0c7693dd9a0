"""wildcard-host: any host name is answered, or a debugging server listens to everybody."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.wildcard_host import OpenHost, open_hosts
from offpath.facts.code.kinds_of_files import DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class WildcardHost(Rule):
    """Django answers any host name, or a server with debugging on listens on all interfaces.

    ## What it does
    Flags `ALLOWED_HOSTS = ["*"]` in settings that production loads, and `host="0.0.0.0"` together with `debug=True`.

    ## Why it is a risk
    Host names go into links of password mails and into caches: whoever chooses them chooses where these lead. A debugger that listens to the network hands the
    machine to whoever finds it.

    ## Example
    ```python
    ALLOWED_HOSTS = ["*"]
    ```

    ## Use instead
    ```python
    ALLOWED_HOSTS = ["shop.example"]
    ```

    ## Known limits
    Silent for files of tests and development. All interfaces without debugging are how containers run, and a reloader is no debugger. Where
    `debug-mode-enabled` reports on the same call, this is said there.

    ## Fix safety
    There is no fix: which hosts are yours is for you to say.
    """

    name = "wildcard-host"
    category = "configuration"
    severity = Severity.WARNING
    told_by_one_statement = True
    same_as = frozenset({"S104", "B104"})
    silent_in = frozenset({TESTS, DEVELOPMENT, DOCUMENTATION})
    told_with = frozenset({"debug-mode-enabled"})
    cwe = (183,)
    invalid = (
        """\
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)  # want
""",
    )
    valid = (
        """\
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the setting, or on the call."""
        for each in open_hosts(facts):
            yield self.finding(facts.span(each.node), _said(each), Confidence.HIGH)


def _said(each: OpenHost) -> str:
    if each.kind == "hosts":
        return (
            "any host name is answered\n"
            "Links in mails and cached pages lead where the request's host says. Name the hosts that are yours."
        )
    return (
        "a server with debugging on listens to the whole network\n"
        "Whoever finds it can run code on this machine. Listen on 127.0.0.1, or leave debugging off."
    )
