"""Forms that stand inside of others, whose token covers them."""

from __future__ import annotations

from offpath.facts.project.project import Project
from offpath.facts.project.question import Question

_ENCLOSING = ("FormField", "FieldList")


def stands_in_forms(project: Project, name: str) -> bool:
    """Whether a form of this (undotted) name is a field of another one: `FieldList(FormField(IngredientForm))`."""
    return any(
        name in (each.rpartition(".")[2] for each in field.references)
        and any(each.rpartition(".")[2] in _ENCLOSING for each in field.references)
        for module in project.modules.values()
        for summary in module.classes.values()
        for field in summary.fields
    )


STANDS_IN_FORMS = Question(stands_in_forms, on_outline=True)
