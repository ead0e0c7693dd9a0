"""mass-assignment: all that the client sends goes into a record, privileged fields included."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.mass_assignment import Spread, spreads
from offpath.detect.access_control.open_forms import OpenForm, open_forms
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.mass_assignment import repair_form, repair_spread
from offpath.repair.placing import Repair
from offpath.rules.base import Confidence, Finding, Fix, Rule, Severity
from offpath.syntax import tree as t


class MassAssignment(Rule):
    """A request's data is spread into a record as a whole.

    ## What it does
    Flags models that are made or changed from a whole request body (`Model(**request.json)`, `setattr` over the body, `update(**data)`,
    `{"$set": request.json}`) or from a part of it, in the function itself or by what it hands the body to, bodies of a declared class whose privileged fields go along,
    and Django forms and serializers with `fields = "__all__"` over a model with privileged fields, or with fields of power that a view lets everybody change who is
    signed in.

    ## Why it is a risk
    The client chooses which fields are set: a profile update that carries `"is_admin": true` makes an administrator.

    ## Example
    ```python
    user = User(**request.get_json())
    ```

    ## Use instead
    ```python
    data = request.get_json()
    user = User(name=data["name"], email=data["email"])
    ```

    ## Known limits
    Silent where the model is known whole and has no field that speaks of roles, money, ownership or state of approval, where a schema or form
    chose the fields, and where fields are taken out or looked at before.

    ## Fix safety
    Unsafe: fields that are not named are no longer taken over. Look whether the list is right.
    """

    name = "mass-assignment"
    category = "access-control"
    severity = Severity.WARNING
    same_as = frozenset({"DJ007"})
    cwe = (915,)
    invalid = (
        """\
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean)

@app.post("/register")
def register():
    user = User(**request.get_json())  # want
    db.session.add(user)
    db.session.commit()
    return {"id": user.id}
""",
    )
    valid = (
        """\
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean)

@app.post("/register")
def register():
    data = request.get_json()
    user = User(name=data["name"])
    db.session.add(user)
    db.session.commit()
    return {"id": user.id}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the call that takes the data, or on the form's `fields`."""
        for function in facts.functions:
            for spread in spreads(function):
                yield self._spread(function, spread)
        for form in open_forms(facts):
            yield self._form(facts, form)

    def _spread(self, function: FunctionFacts, spread: Spread) -> Finding:
        facts = function.unit
        source = facts.text(spread.body.node)
        return self.finding(
            facts.span(spread.node),
            f"all of `{source}` goes into {_record(spread)}\n"
            f"The client may set {_fields(spread.privileged)} with it. Name the fields that it may set.",
            Confidence.HIGH if spread.privileged else Confidence.MEDIUM,
            evidence=(f"it has the field `{spread.privileged[0]}`",) if spread.privileged else (),
            reason="record with power" if spread.privileged else "record unseen",
            fixes=_fixes(repair_spread(function, spread)),
        )

    def _form(self, facts: UnitFacts, form: OpenForm) -> Finding:
        if not isinstance(form.fields, t.Constant):
            return self.finding(
                facts.span(form.fields),
                f"`{form.owner}` lets everybody who is signed in set {_fields(form.privileged)}\n"
                "A view changes any record through it and asks for no role. Make these fields read-only, or demand a role.",
                Confidence.HIGH,
                evidence=("a view changes records through it",),
            )
        return self.finding(
            facts.span(form.fields),
            f"`{form.owner}` takes every field of `{form.schema.table}` from the client\n"
            f"That includes {_fields(form.privileged)}. Name the fields that it may set.",
            Confidence.MEDIUM,
            evidence=(f"`{form.schema.table}` has the field `{form.privileged[0]}`",),
            reason="form with every field",
            fixes=_fixes(repair_form(facts, form)),
        )


def _record(spread: Spread) -> str:
    return f"a record of `{spread.schema.table}`" if spread.schema is not None else "a record"


def _fields(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names[:3]) if names else "fields that were never meant for it"


def _fixes(repair: Repair | None) -> tuple[Fix, ...]:
    return (Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else ()
