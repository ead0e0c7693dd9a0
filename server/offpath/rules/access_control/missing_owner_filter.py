"""missing-owner-filter: a record is picked by the client, and nothing asks whose it is."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.catalogue.words.people import names_maker
from offpath.detect.access_control.generic_views import UnownedView, unowned_querysets, unowned_views
from offpath.detect.access_control.missing_owner_filter import UnownedAccess, unowned_accesses
from offpath.detect.access_control.owner_evidence import OwnerEvidence, owner_evidence
from offpath.facts.unit import UnitFacts
from offpath.repair.missing_owner_filter import repair_ownership, repair_view
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t


class MissingOwnerFilter(Rule):
    """A record is read or changed by an identifier from the request, and nothing ties it to the caller.

    ## What it does
    Flags queries of handlers, and of functions that they hand the value to, that pick a record by what the client sent, where neither
    the query nor a check before or behind it asks whose the record is.

    ## Why it is a risk
    Whoever is signed in can read, change or delete the records of all others by counting through the identifiers.

    ## Example
    ```python
    @app.get("/invoices/<int:invoice_id>")
    @login_required
    def invoice(invoice_id):
        return jsonify(Invoice.query.filter_by(id=invoice_id).first_or_404().to_dict())
    ```

    ## Use instead
    ```python
    @app.get("/invoices/<int:invoice_id>")
    @login_required
    def invoice(invoice_id):
        found = Invoice.query.filter_by(id=invoice_id, user_id=current_user.id).first_or_404()
        return jsonify(found.to_dict())
    ```

    ## Known limits
    Silent where the model is known to have no owner field, where nobody is asked who they are, for administrators' handlers, and where
    a helper whose name speaks of checking receives the record. Models that cannot be seen count only where the caller is at hand
    and takes no part in any query of the handler.

    ## Fix safety
    Unsafe: records of others are no longer found, which is the point.
    """

    name = "missing-owner-filter"
    category = "access-control"
    severity = Severity.ERROR
    cwe = (639,)
    aliases = ("IDOR_MISSING_AUTH_CHECK",)
    invalid = (
        """\
from flask import Flask, jsonify
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class Invoice(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)
    total = db.Column(db.Integer)

@app.get("/invoices/<int:invoice_id>")
@login_required
def invoice(invoice_id):
    found = Invoice.query.filter_by(id=invoice_id).first_or_404()  # want
    return jsonify(total=found.total)
""",
    )
    valid = (
        """\
from flask import Flask, jsonify
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class Invoice(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)
    total = db.Column(db.Integer)

@app.get("/invoices/<int:invoice_id>")
@login_required
def invoice(invoice_id):
    found = Invoice.query.filter_by(id=invoice_id, user_id=current_user.id).first_or_404()
    return jsonify(total=found.total)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the query."""
        for function in facts.functions:
            for each in unowned_accesses(function):
                yield self._report(facts, each)
            for view in unowned_querysets(function):
                yield self._report_view(facts, view)
        for view in unowned_views(facts):
            yield self._report_view(facts, view)

    def _report(self, facts: UnitFacts, each: UnownedAccess) -> Finding:
        repair = repair_ownership(each)
        what = f"a record of `{each.access.target}`" if each.access.target else "a record"
        return self.finding(
            facts.span(each.access.call),
            f"{what} is {_DONE[each.access.operation]} by `{each.identifier.name or 'an identifier'}` from the request; "
            "nothing ties it to the caller\n"
            "Whoever is signed in reaches the records of all others by trying identifiers. Ask for the owner in the query.",
            _confidence(each),
            evidence=(each.reason,),
            reason=each.evidence.value,
            related=tuple(_related(facts, each)),
            fixes=(Fix(repair.title, repair.edits, imports=repair.imports),) if repair is not None else (),
        )

    def _report_view(self, facts: UnitFacts, each: UnownedView) -> Finding:
        repair = repair_view(facts, each)
        is_public = each.only_reads and names_maker(each.owner)
        belongs = f" belongs to `{each.through[1]}` by `{each.through[0]}`, which" if each.through is not None else ""
        return self.finding(
            facts.span(each.node),
            f"every record of `{each.schema.table}` is found by the identifier in the URL; nothing ties it to the caller\n"
            "Whoever is signed in reaches the records of all others by trying identifiers. Narrow the query set to the caller's.",
            Confidence.MEDIUM if is_public or belongs else Confidence.HIGH,
            evidence=(f"`{each.schema.table}`{belongs} has the field `{each.owner}`",),
            reason=owner_evidence(facts, each.schema, each.owner, is_child=each.through is not None).value,
            fixes=(Fix(repair.title, repair.edits),) if repair is not None else (),
        )


def _confidence(each: UnownedAccess) -> Confidence:
    if each.evidence is OwnerEvidence.SHARED:
        return Confidence.LOW
    return Confidence.HIGH if each.certainty == "high" else Confidence.MEDIUM


_DONE = {"read": "read", "update": "changed", "delete": "deleted", "upsert": "changed"}


def _related(facts: UnitFacts, each: UnownedAccess) -> Iterator[Related]:
    if isinstance(each.identifier.node, t.Node):
        yield Related(facts.span(each.identifier.node), "the identifier comes from here")
