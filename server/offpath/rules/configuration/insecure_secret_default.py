"""insecure-secret-default: a secret falls back to a literal that everybody can read."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.configuration.insecure_secret_default import SecretDefault, is_idle, secret_defaults
from offpath.facts.code.kinds_of_files import BUILD, DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.repair.edits import indent_unit, indentation, line_end, quote_of, replacement
from offpath.repair.hard_coded_secret import require_setting
from offpath.repair.placing import behind
from offpath.repair.removing import remove_argument
from offpath.repair.required_variables import may_be_demanded
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t

IDLE = "nothing reads it"
"""The reason of findings about settings that stand among others and decide nothing."""


class InsecureSecretDefault(Rule):
    """A secret that is missing from the environment is replaced by a literal.

    ## What it does
    Flags `os.getenv("SECRET_KEY", "dev")`, `os.environ.get(…) or "…"`, `config("…", default="…")` and fields of settings classes, where the name speaks of a
    secret and the fallback is a text.

    ## Why it is a risk
    Where the variable is forgotten, the program starts all the same, with a key that stands in the repository. Nobody notices until somebody signs their
    own sessions with it.

    ## Example
    ```python
    SECRET_KEY = os.getenv("SECRET_KEY", "dev")
    ```

    ## Use instead
    ```python
    SECRET_KEY = os.environ["SECRET_KEY"]
    ```

    ## Known limits
    Silent for empty fallbacks, for those that the program refuses when it starts, for keys of servers of one's own machine that ask for none, and in files for tests,
    development and the build. Of low confidence where nothing in the project reads the setting
    (frameworks that read settings by themselves are known): nobody gains by knowing it as long as that is so.

    ## Fix safety
    Unsafe: the program no longer starts without the variable, which is the point. Of a settings class's field only the default goes. `os.environ.get(…) or "…"` becomes
    a refusal behind the read, since an empty text fell back, too. None is offered in functions that serve requests, in classes that others derive from and modules of
    defaults, for what another read falls back to, and for a field of settings that nothing reads.
    """

    name = "insecure-secret-default"
    category = "configuration"
    severity = Severity.ERROR
    told_by_one_statement = True
    silent_in = frozenset({TESTS, DEVELOPMENT, BUILD, DOCUMENTATION})
    cwe = (1188,)
    invalid = (
        """\
import os

SECRET_KEY = os.getenv("SECRET_KEY", "dev")  # want
""",
    )
    valid = (
        """\
import os

SECRET_KEY = os.environ["SECRET_KEY"]
LOG_LEVEL = os.getenv("LOG_LEVEL", "INFO")
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the read, or on the field's default."""
        for each in secret_defaults(facts):
            idle = is_idle(facts, each)
            yield self.finding(
                facts.span(each.node),
                f"`{each.name}` falls back to a text that stands in the code\n"
                "Where the variable is forgotten, everybody knows the secret. Let the program fail at its start instead.",
                Confidence.LOW if idle else Confidence.HIGH,
                reason=IDLE if idle else "",
                evidence=(f"nothing in the project reads `{each.name}`",) if idle else (),
                fixes=() if idle else _fixes(facts, each),
            )


def _fixes(facts: UnitFacts, each: SecretDefault) -> tuple[Fix, ...]:
    title = "Fail at the start instead"
    call = each.call
    if each.kind == "field":
        repair = require_setting(facts, each.default)
        return (Fix(repair.title, repair.edits),) if repair is not None else ()
    if call is None or each.kind == "handed" or not isinstance(call.func, (t.Name, t.Attribute)):
        return ()
    if not may_be_demanded(facts, each.node, ""):
        return ()
    if each.kind == "keyword":
        return (Fix(title, (remove_argument(facts, call, _keyword(call)),)),)
    written = facts.text(call.func)
    if not written.endswith(("getenv", "environ.get")) or written.endswith("env.get"):
        return ()
    if each.kind == "or":
        return _refused(facts, each, call)
    prefix = written.removesuffix(".getenv").removesuffix(".environ.get") if "." in written else ""
    quote = quote_of(facts)
    owner = "" if written == "environ.get" else f"{prefix or 'os'}."
    text = f"{owner}environ[{quote}{each.name}{quote}]"
    imports = () if prefix or not owner else ("import os",)
    return (Fix(title, (replacement(each.node, text),), imports=imports),)


def _refused(facts: UnitFacts, each: SecretDefault, call: t.Call) -> tuple[Fix, ...]:
    """`or` falls back for an empty text, too: the program refuses that behind the read."""
    statement = each.node.parent
    if not isinstance(statement, t.Assign) or len(statement.targets) > 1 or indentation(facts, statement):
        return ()
    (target,) = statement.targets
    if not isinstance(target, t.Name):
        return ()
    step, end, quote = indent_unit(facts), line_end(facts), quote_of(facts)
    refusal = f"if not {target.id}:{end}{step}raise RuntimeError({quote}{each.name} is not set{quote}){end}"
    below = behind(facts, statement, refusal)
    return (Fix("Refuse to start without it", (replacement(each.node, facts.text(call)), below)),) if below else ()


def _keyword(call: t.Call) -> t.Keyword:
    return next(keyword for keyword in call.keywords if keyword.arg == "default")
