"""disabled-csrf: what a browser's session may write is open to requests that other sites forge."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.disabled_csrf import opened_to_forgery
from offpath.facts.code.kinds_of_files import DEVELOPMENT, DOCUMENTATION, TESTS
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class DisabledCsrf(Rule):
    """Protection against cross-site request forgery is switched off where a session decides who somebody is.

    ## What it does
    Flags `csrf_exempt` on Django views that write for a signed-in session, `csrf.exempt` on such Flask routes, `WTF_CSRF_ENABLED = False` outside tests,
    forms with `csrf = False`, and Tornado applications with signed cookies and `xsrf_cookies=False`.

    ## Why it is a risk
    A browser sends the session's cookie along with any request to the site, also with one that another page makes. Without a token nothing tells the two apart.

    ## Example
    ```python
    @csrf_exempt
    @login_required
    def change_email(request):
        request.user.email = request.POST["email"]
        request.user.save()
    ```

    ## Use instead
    ```python
    @login_required
    def change_email(request):
        request.user.email = request.POST["email"]
        request.user.save()
    ```

    ## Known limits
    Silent for webhooks and for what is authenticated by a token or key in a header, which no browser adds by itself; and for Django REST framework, which
    checks by itself. Forms whose name speaks of searching are silent.

    ## Fix safety
    There is no fix: pages that post here may have to send the token first.
    """

    name = "disabled-csrf"
    category = "access-control"
    severity = Severity.WARNING
    silent_in = frozenset({TESTS, DEVELOPMENT, DOCUMENTATION})
    cwe = (352,)
    invalid = (
        """\
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from .models import Profile

@csrf_exempt  # want
@login_required
def rename(request):
    Profile.objects.filter(user=request.user).update(name=request.POST["name"])
    return HttpResponse(status=204)
""",
        """\
from flask import Flask

app = Flask(__name__)
app.config["WTF_CSRF_ENABLED"] = False  # want
""",
    )
    valid = (
        """\
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from .models import Profile

@login_required
def rename(request):
    Profile.objects.filter(user=request.user).update(name=request.POST["name"])
    return HttpResponse(status=204)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the decorator, the setting or the argument."""
        for each in opened_to_forgery(facts):
            yield self.finding(
                facts.span(each.node),
                f"{each.what} takes requests that other sites forge\n"
                "The browser sends the session's cookie with them. Leave the protection on, and send its token from your pages.",
                Confidence.HIGH if each.certain else Confidence.MEDIUM,
            )
