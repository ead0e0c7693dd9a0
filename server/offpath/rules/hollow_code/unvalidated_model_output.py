"""unvalidated-model-output: what a language model says is believed."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.hollow_code.absent_answers import AbsentAnswer, absent_answers
from offpath.detect.hollow_code.unvalidated_model_output import model_sinks
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Related, Rule, Severity

_SAID = {
    "parsed": "is parsed and used as it comes",
    "executed": "is executed",
    "stored": "is stored as it comes",
    "shown": "is shown as markup",
    "converted": "is made a number as it comes",
}


class UnvalidatedModelOutput(Rule):
    """A language model's answer is parsed, executed, stored or shown with no check.

    ## What it does
    Follows what model clients answer to where it is parsed without a look at the result, run as code, command or statement, written into a store, or sent as markup;
    and texts of answers that may have none (blocked by a filter, or a tool is called instead), used as if they were there.

    ## Why it is a risk
    A model answers with anything: other keys, other types, a refusal, or what a stranger's document told it to say.

    ## Example
    ```python
    answer = client.chat.completions.create(model=MODEL, messages=messages)
    order = json.loads(answer.choices[0].message.content)
    ```

    ## Use instead
    ```python
    answer = client.chat.completions.create(model=MODEL, messages=messages)
    order = OrderDraft.model_validate_json(answer.choices[0].message.content)
    ```

    ## Known limits
    Silent where the answer is compared or checked as a whole, or every key that is read; for tables that keep what was said, and for text that goes to a client as text.
    """

    name = "unvalidated-model-output"
    category = "hollow-code"
    severity = Severity.WARNING
    aliases = ("LLM_DELEGATION",)
    cwe = (20, 1426)
    invalid = (
        """\
import json
from openai import OpenAI

client = OpenAI()

def draft(text):
    answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}])
    return json.loads(answer.choices[0].message.content)  # want
""",
    )
    valid = (
        """\
from openai import OpenAI

client = OpenAI()

def draft(text):
    answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": text}])
    return OrderDraft.model_validate_json(answer.choices[0].message.content)
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the parse, the store or the sink."""
        for function in facts.functions:
            for each in model_sinks(function):
                yield self.finding(
                    facts.span(each.call),
                    f"what the model answers {_SAID[each.kind]}\n"
                    "It may be anything, a stranger's words included. Check it against a schema or a list of what is allowed.",
                    Confidence.MEDIUM if each.kind in ("stored", "converted") else Confidence.HIGH,
                    related=(Related(facts.span(each.asked), "the model is asked here"),),
                )
            for absent in absent_answers(function):
                yield self._absent(facts, absent)

    def _absent(self, facts: UnitFacts, each: AbsentAnswer) -> Finding:
        return self.finding(
            facts.span(each.text),
            f"`{facts.text(each.text)}` is None where the model answers without a text\n"
            "An answer that a filter stopped, or one that calls a tool, has none, and this fails. Ask whether there is one.",
            Confidence.HIGH,
            reason="absent text",
            related=(Related(facts.span(each.asked), "the model is asked here"),),
        )
