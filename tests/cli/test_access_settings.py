"""What the settings say of owners, identities and guards reaches the rules."""

from __future__ import annotations

import json
from pathlib import Path

from support.command import Offpath

VIEWS = """\
from flask import Flask, jsonify, request
from flask_login import login_required
from flask_sqlalchemy import SQLAlchemy

from edge import edge_user, via_gateway

app = Flask(__name__)
db = SQLAlchemy(app)


class Plan(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    clinic_ref = db.Column(db.Integer)


@app.get("/plans")
def plans():
    caller = request.headers["X-User-ID"]
    return jsonify([p.id for p in Plan.query.filter_by(clinic_ref=caller)])


@app.get("/plans/<int:plan_id>")
@login_required
def plan(plan_id):
    return jsonify(id=Plan.query.get_or_404(plan_id).id)


@app.delete("/plans/<int:plan_id>")
@via_gateway
def delete(plan_id):
    Plan.query.filter_by(id=plan_id).delete()
    db.session.commit()
    return "", 204


@app.get("/plans/<int:plan_id>/notes")
@login_required
def notes(plan_id):
    return jsonify(Plan.query.filter_by(id=plan_id, ward=edge_user()).first_or_404().id)
"""


def rules(offpath: Offpath) -> list[tuple[int, str]]:
    text = offpath("check", "--select", "access-control", "--output-format", "json").text
    return [(each["line"], each["rule"]) for each in json.loads(text)]


def test_settings_of_access_control(folder: Path, offpath: Offpath) -> None:
    (folder / "app.py").write_text(VIEWS)
    claimed, forgotten, open_to_all = (
        (18, "client-supplied-identity"),
        (25, "missing-owner-filter"),
        (30, "unauthenticated-write"),
    )
    assert rules(offpath) == [claimed, open_to_all]

    def with_settings(text: str) -> list[tuple[int, str]]:
        (folder / "offpath.toml").write_text(text)
        return rules(offpath)

    assert with_settings('identity = ["X-User-ID"]') == [open_to_all]
    assert with_settings('auth-guards = ["via_gateway"]') == [claimed]
    assert with_settings('owner-fields = ["clinic_ref"]') == [
        claimed,
        forgotten,
        open_to_all,
        (39, "missing-owner-filter"),
    ]
    both = 'owner-fields = ["clinic_ref"]\nidentity = ["edge_user"]'
    assert with_settings(both) == [claimed, forgotten, open_to_all]
