"""unauthenticated-write: a route that changes data and does not ask who is calling."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.facts.code.symbols import last_name
from offpath.facts.routes.routes import ROUTE
from offpath.facts.unit import UnitFacts
from offpath.facts.web.open_writes import (
    HAS_AUTHENTICATION,
    HAS_GUARDED_NEIGHBOUR,
    OPEN_APPLICATION,
    OPEN_WRITES,
    OpenWrite,
)
from offpath.rules.base import Confidence, Finding, Rule, Severity
from offpath.syntax import tree as t
from offpath.text.span import Span


class UnauthenticatedWrite(Rule):
    """A route changes data and nothing asks who the caller is.

    ## What it does
    Flags handlers that insert, change or delete stored data, themselves or through what they call, with no evidence of authentication:
    no decorator, dependency, permission class, guard, hook or middleware of the blueprint, router or application, and no check in the
    body. Class-based views are reported on the class. A project without any authentication gets one finding, on its application object.

    ## Why it is a risk
    Everybody who finds the address can change or delete the data, and so can every page that a visitor's browser opens.

    ## Example
    ```python
    @app.delete("/articles/<int:article_id>")
    def delete_article(article_id):
        Article.query.filter_by(id=article_id).delete()
        db.session.commit()
        return "", 204
    ```

    ## Use instead
    ```python
    @app.delete("/articles/<int:article_id>")
    @login_required
    def delete_article(article_id):
        Article.query.filter_by(id=article_id, author_id=current_user.id).delete()
        db.session.commit()
        return "", 204
    ```

    ## Known limits
    Names are believed: a decorator or dependency that cannot be seen counts as a guard when its name speaks of one. Login,
    registration, password reset, health checks, contact forms, webhooks and counters of views are left alone. A proxy in front of the
    application cannot be seen: name its guard in the setting `auth-guards`.

    ## Fix safety
    No fix: which guard belongs here is for you to say.
    """

    name = "unauthenticated-write"
    category = "access-control"
    severity = Severity.ERROR
    cwe = (306,)
    invalid = (
        """\
from flask import Flask
from flask_login import login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

class Article(db.Model):
    id = db.Column(db.Integer, primary_key=True)

@app.get("/articles")
@login_required
def articles():
    return [a.id for a in Article.query.all()]

@app.delete("/articles/<int:article_id>")
def delete_article(article_id):  # want
    Article.query.filter_by(id=article_id).delete()
    db.session.commit()
    return "", 204
""",
        """\
import sqlite3
from fastapi import FastAPI

app = FastAPI()  # want

@app.post("/notes")
def add(text: str):
    with sqlite3.connect("notes.db") as db:
        db.execute("INSERT INTO notes (text) VALUES (?)", (text,))
    return {"ok": True}
""",
    )
    valid = (
        """\
import sqlite3
from fastapi import Depends, FastAPI
from security import require_user

app = FastAPI(dependencies=[Depends(require_user)])

@app.post("/notes")
def add(text: str):
    with sqlite3.connect("notes.db") as db:
        db.execute("INSERT INTO notes (text) VALUES (?)", (text,))
    return {"ok": True}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports handlers on their `def`, views on their `class`, and an application without any guard on its call."""
        yield from self._applications(facts)
        for function in facts.functions:
            yield from self._handler(facts, function.qualified_name, function.name_span)
        for view in facts.nodes(t.ClassDef):
            path = (*facts.reading.path[:-1], view.name) if facts.reading.kind == "class" else (view.name,)
            span = Span(view.name_start, view.name_start + len(view.name))
            yield from self._handler(facts, ".".join(p for p in (facts.module, *path) if p), span)

    def _handler(self, facts: UnitFacts, name: str, span: Span) -> Iterator[Finding]:
        if facts.asking.ask(ROUTE, name) is None:
            return
        writes: tuple[OpenWrite, ...] = facts.asking.ask(OPEN_WRITES, name)
        if not writes or not facts.asking.ask(HAS_AUTHENTICATION):
            return
        known = any(each.write.known for each in writes)
        write = next((each.write for each in writes if each.write.known), writes[0].write)
        what = f"{_VERBS[write.operation]} {write.target or 'stored data'}"
        yield self.finding(
            span,
            f"`{name.rpartition('.')[2]}` {what} for everybody\n"
            "No decorator, dependency, permission, hook or check around this route asks who the caller is. Demand authentication.",
            Confidence.HIGH if known else Confidence.MEDIUM,
            evidence=("other routes of the project are guarded",),
            reason="beside guarded handlers" if facts.asking.ask(HAS_GUARDED_NEIGHBOUR, name) else "guards elsewhere",
        )

    def _applications(self, facts: UnitFacts) -> Iterator[Finding]:
        calls = [call for call in facts.nodes(t.Call) if _makes_application(facts, call)]
        if not calls:
            return
        wanted: str = facts.asking.ask(OPEN_APPLICATION)
        for call in calls:
            if wanted and wanted in _places(facts, call):
                yield self.finding(
                    facts.span(call),
                    "this application has no authentication, and its routes change data\n"
                    "Everybody can change or delete what it stores. Add authentication for all routes, and leave open only those that must be.",
                    Confidence.MEDIUM,
                    reason="no guards at all",
                )


_VERBS = {"insert": "adds to", "update": "changes", "delete": "deletes from", "upsert": "changes"}


def _makes_application(facts: UnitFacts, call: t.Call) -> bool:
    return bool(facts.asking.catalogue.application(last_name(call.func), lambda: facts.callee(call)))


def _places(facts: UnitFacts, call: t.Call) -> Iterator[str]:
    """The names by which the application that a call makes may be known."""
    function = facts.function_of(call)
    owner = (facts.module, *(function.path if function is not None else ()))
    parent = call.parent
    targets = (
        parent.targets if isinstance(parent, t.Assign) else [parent.target] if isinstance(parent, t.AnnAssign) else []
    )
    for target in targets:
        yield ".".join(p for p in (*owner, t.dotted(target) or "") if p)
    yield ".".join(p for p in (*owner, last_name(call.func)) if p)
