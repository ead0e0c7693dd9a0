"""unsaved-change: a record is changed and forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.unsaved_change import Forgotten, forgotten_changes
from offpath.facts.unit import FunctionFacts, UnitFacts
from offpath.repair.edits import indentation, line_end
from offpath.repair.placing import behind
from offpath.rules.base import Confidence, Finding, Fix, Related, Rule, Severity
from offpath.syntax import tree as t


class UnsavedChange(Rule):
    """Attributes of a record are changed, and the record is neither saved nor handed on.

    ## What it does
    Flags records of Django, Peewee, Tortoise and SQLAlchemy that a function reads and changes, where nothing saves, commits, returns or takes them.

    ## Why it is a risk
    The function ends well, its caller is told so, and the store holds the old value.

    ## Example
    ```python
    order = Order.objects.get(pk=pk)
    order.status = "paid"
    ```

    ## Use instead
    ```python
    order = Order.objects.get(pk=pk)
    order.status = "paid"
    order.save()
    ```

    ## Known limits
    With SQLAlchemy only handlers count, whose session nobody else commits. Attributes that the model does not declare count as notes on the object.

    ## Fix safety
    Unsafe: the change is kept.
    """

    name = "unsaved-change"
    category = "hollow-code"
    severity = Severity.ERROR
    invalid = (
        """\
from django.db import models

class Order(models.Model):
    status = models.CharField(max_length=20)

def mark_paid(pk):
    order = Order.objects.get(pk=pk)
    order.status = "paid"  # want
    return {"status": "paid"}
""",
    )
    valid = (
        """\
from django.db import models

class Order(models.Model):
    status = models.CharField(max_length=20)

def mark_paid(pk):
    order = Order.objects.get(pk=pk)
    order.status = "paid"
    order.save(update_fields=["status"])
    return {"status": "paid"}
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the last change."""
        for function in facts.functions:
            for each in forgotten_changes(function):
                how = "saves it" if each.saving == "save" else "commits"
                yield self.finding(
                    facts.span(each.change),
                    f"`{each.name}.{each.column}` is changed, and nothing {how}\n"
                    "The store keeps the old value. Save the record.",
                    Confidence.HIGH,
                    related=(Related(facts.span(each.read.call), "the record is read here"),),
                    fixes=_fixes(function, each),
                )


def _fixes(function: FunctionFacts, each: Forgotten) -> tuple[Fix, ...]:
    facts = function.unit
    if each.saving == "save":
        call = f"{each.name}.save()"
    else:
        session = each.read.receiver
        if session is None or not isinstance(session, (t.Name, t.Attribute)) or t.dotted(session) is None:
            return ()
        call = f"{facts.text(session)}.commit()"
    awaits = isinstance(each.read.call.parent, t.Await) or each.read.store == "tortoise"
    name = "asave()" if awaits and each.read.store == "django" else ""
    call = f"{each.name}.{name}" if name else call
    edit = behind(
        facts, each.change, f"{indentation(facts, each.change)}{'await ' if awaits else ''}{call}{line_end(facts)}"
    )
    return (Fix("Save it" if each.saving == "save" else "Commit it", (edit,)),) if edit is not None else ()
