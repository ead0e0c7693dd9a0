"""missing-role-check: whoever is signed in may do what only some roles may."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.missing_role_check import power_of
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity


class MissingRoleCheck(Rule):
    """A route that asks who the caller is does what only some roles may, and asks for no role.

    ## What it does
    Flags handlers behind a sign-in that delete other users' accounts, change their role or standing, ban, promote or impersonate, pay refunds, or stand
    under an administration path, where no decorator, dependency, permission or condition asks for a role.

    ## Why it is a risk
    Every registered user can do what administrators do. That the page is not linked does not keep anybody from calling it.

    ## Example
    ```python
    @app.post("/users/<int:user_id>/role")
    @login_required
    def set_role(user_id):
        user = db.get_or_404(User, user_id)
        user.role = request.json["role"]
        db.session.commit()
    ```

    ## Use instead
    ```python
    @app.post("/users/<int:user_id>/role")
    @login_required
    @roles_required("admin")
    def set_role(user_id): ...
    ```

    ## Known limits
    Routes that nobody guards at all are unauthenticated-write. Mere reads under an administration path are reported at low confidence. A name
    counts only together with a write.

    ## Fix safety
    There is no fix: which role may do it is for you to say.
    """

    name = "missing-role-check"
    category = "access-control"
    severity = Severity.WARNING
    cwe = (862,)
    invalid = (
        """\
from flask import Flask, request
from flask_login import login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    role = db.Column(db.String)

@app.post("/users/<int:user_id>/role")
@login_required
def set_role(user_id):  # want
    user = db.get_or_404(User, user_id)
    user.role = request.json["role"]
    db.session.commit()
    return {"ok": True}
""",
    )
    valid = (
        """\
from flask import Flask, abort, request
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    role = db.Column(db.String)

@app.post("/users/<int:user_id>/role")
@login_required
def set_role(user_id):
    if current_user.role != "admin":
        abort(403)
    user = db.get_or_404(User, user_id)
    user.role = request.json["role"]
    db.session.commit()
    return {"ok": True}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the handler's name."""
        for function in facts.functions:
            power = power_of(function)
            if power is None:
                continue
            related = (Related(facts.span(power.at), "this is what it does"),) if power.at is not None else ()
            yield self.finding(
                function.name_span,
                f"`{function.name}` {power.deed}; everybody who is signed in may call it\n"
                "No decorator, dependency, permission or condition on the way asks for a role. Demand the role that may do this.",
                Confidence(power.certainty),
                evidence=(power.reason,),
                reason=power.kind,
                related=related,
            )
