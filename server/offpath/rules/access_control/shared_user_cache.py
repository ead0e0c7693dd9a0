"""shared-user-cache: what belongs to one caller is kept for all of them."""

from __future__ import annotations

from collections.abc import Iterator

from offpath.detect.access_control.shared_user_cache import SharedResult, shared_results, shared_values
from offpath.facts.unit import UnitFacts
from offpath.rules.base import Confidence, Finding, Rule, Severity


class SharedUserCache(Rule):
    """A value that depends on one caller is kept in a cache that all share, under a key that does not name the caller.

    ## What it does
    Flags functions whose results are kept (`lru_cache`, `st.cache_data`, Flask-Caching, cachetools, aiocache, …) and which, themselves or through what they
    call, read the caller from around them: `current_user`, `g.user`, a session, a context variable. Flags values that are worked out for the caller and put into
    Django's cache or redis under a key without the caller.

    ## Why it is a risk
    Whoever comes second sees what belongs to whoever came first.

    ## Example
    ```python
    @app.get("/orders")
    @login_required
    @cache.cached(timeout=60)
    def orders():
        return jsonify(orders_of(current_user.id))
    ```

    ## Use instead
    ```python
    @cache.memoize(60)
    def orders_of_customer(customer_id):
        return orders_of(customer_id)


    @app.get("/orders")
    @login_required
    def orders():
        return jsonify(orders_of_customer(current_user.id))
    ```

    ## Known limits
    Silent where an argument or the key names somebody, where a function makes the key that cannot be seen, for caches of a session or a request, for Django's
    `cache_page`, which varies by cookie, and where the caller is only asked for permission, logged or counted.

    ## Fix safety
    There is no fix: who hands the caller on is for the program's authors to say.
    """

    name = "shared-user-cache"
    category = "access-control"
    severity = Severity.ERROR
    cwe = (524,)
    invalid = (
        """\
from functools import lru_cache
from flask import Flask, g
from shop import discount_for

app = Flask(__name__)

@lru_cache(maxsize=256)
def price_of(article: int) -> int:  # want
    return discount_for(g.user, article)
""",
        """\
from django.core.cache import cache
from shop import orders_of

def dashboard(request):
    orders = orders_of(request.user)
    cache.set("orders", orders, 60)  # want
    return orders
""",
    )
    valid = (
        """\
from functools import lru_cache
from flask import Flask, g, jsonify
from shop import discount_for

app = Flask(__name__)

@lru_cache(maxsize=256)
def price_of(user_id: int, article: int) -> int:
    return discount_for(user_id, article)

@app.get("/prices/<int:article>")
def price(article):
    return jsonify(price_of(g.user.id, article))
""",
        """\
from django.core.cache import cache
from shop import orders_of

def dashboard(request):
    orders = orders_of(request.user)
    cache.set(f"orders:{request.user.pk}", orders, 60)
    return orders
""",
    )

    def check(self, facts: UnitFacts) -> Iterator[Finding]:
        """Reports on the function's name, or on the call that puts the value."""
        for function in facts.functions:
            yield from (self._kept(each) for each in shared_results(function))
            for put in shared_values(function):
                known = Confidence.HIGH if put.access.certainty == "known" else Confidence.MEDIUM
                yield self.finding(
                    facts.span(put.access.call),
                    f"what is the caller's is kept for everybody under `{facts.text(put.key)}`\n"
                    "Who comes next is given the value of who came first. Put the caller into the key.",
                    Confidence.LOW if put.is_optional else known,
                )

    def _kept(self, found: SharedResult) -> Finding:
        name = found.function.name
        return self.finding(
            found.function.name_span,
            f"what `{name}` answers to one caller is kept for all\n"
            f"The result depends on who is calling, and it is kept under {found.kept.value} alone: whoever comes next is given it. "
            "Make the caller an argument, or part of the key.",
            _confidence(found),
        )


def _confidence(found: SharedResult) -> Confidence:
    if not found.near:
        return Confidence.LOW
    return Confidence.HIGH if found.certain else Confidence.MEDIUM
