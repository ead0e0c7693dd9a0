"""Fresh conditional updates in the writing of a project's own statements."""

from __future__ import annotations

import sqlite3

import pytest

from offpath.facts.stores.sql import PlaceholderStyle
from offpath.repair.sql import Bound, PickedBy, conditional_update, keys_of
from support.sql_texts import parsed

BALANCE_GUARD = Bound(">=")


@pytest.mark.parametrize(
    ("style", "text", "roles"),
    [
        (
            PlaceholderStyle.QMARK,
            "UPDATE accounts SET balance = balance - ? WHERE id = ? AND balance >= ?",
            ["amount", "key", "guard"],
        ),
        (
            PlaceholderStyle.FORMAT,
            "UPDATE accounts SET balance = balance - %s WHERE id = %s AND balance >= %s",
            ["amount", "key", "guard"],
        ),
        (
            PlaceholderStyle.NAMED,
            "UPDATE accounts SET balance = balance - :amount WHERE id = :id AND balance >= :amount",
            ["amount", "key"],
        ),
        (
            PlaceholderStyle.PYFORMAT,
            "UPDATE accounts SET balance = balance - %(amount)s WHERE id = %(id)s AND balance >= %(amount)s",
            ["amount", "key"],
        ),
        (
            PlaceholderStyle.DOLLAR,
            "UPDATE accounts SET balance = balance - $1 WHERE id = $2 AND balance >= $1",
            ["amount", "key"],
        ),
        (
            PlaceholderStyle.NUMERIC,
            "UPDATE accounts SET balance = balance - :1 WHERE id = :2 AND balance >= :3",
            ["amount", "key", "guard"],
        ),
    ],
)
def test_every_style(style: PlaceholderStyle, text: str, roles: list[str]) -> None:
    built = conditional_update("accounts", [PickedBy("id")], "balance", "-", style, guard=BALANCE_GUARD)
    assert built is not None
    assert built.text == text
    assert [each.role for each in built.parameters] == roles
    assert parsed(built.text).sets_relative


def test_writing_follows_the_given_statement() -> None:
    like = parsed('select * from bank."Accounts" where "id" = %s and "state" = \'open\'')
    keys = keys_of(like)
    assert keys is not None
    built = conditional_update("accounts", keys, "balance", "+", PlaceholderStyle.FORMAT, like=like)
    assert built is not None
    assert built.text == (
        'update bank."Accounts" set "balance" = "balance" + %s where "id" = %s and "state" = \'open\''
    )
    assert [(each.role, each.column) for each in built.parameters] == [("amount", "balance"), ("key", "id")]


def test_a_key_called_amount_does_not_share_its_name() -> None:
    built = conditional_update("t", [PickedBy("amount")], "n", "+", PlaceholderStyle.NAMED)
    assert built is not None
    assert built.text == "UPDATE t SET n = n + :delta WHERE amount = :amount"


def test_guard_with_its_own_bound() -> None:
    built = conditional_update("t", [PickedBy("id")], "n", "-", PlaceholderStyle.QMARK, guard=Bound(">", "0"))
    assert built is not None
    assert built.text == "UPDATE t SET n = n - ? WHERE id = ? AND n > 0"


def test_refuses_what_would_be_wrong() -> None:
    assert conditional_update("t", [], "n", "-", PlaceholderStyle.QMARK) is None
    assert conditional_update("order", [PickedBy("id")], "n", "-", PlaceholderStyle.QMARK) is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM t WHERE id = ? OR x = 1",
        "SELECT * FROM t WHERE id > ?",
        "SELECT * FROM t WHERE id = ⟦id⟧",
        "SELECT * FROM t JOIN u ON u.id = t.id WHERE t.id = ?",
        "SELECT * FROM t WHERE id = ? ⟦more⟧",
        "SELECT * FROM t",
    ],
)
def test_keys_are_only_taken_from_plain_lookups(text: str) -> None:
    assert keys_of(parsed(text)) is None


def test_the_update_does_what_it_says() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE accounts (id INTEGER, balance INTEGER); INSERT INTO accounts VALUES (1, 10)")
    built = conditional_update(
        "accounts", [PickedBy("id")], "balance", "-", PlaceholderStyle.QMARK, guard=BALANCE_GUARD
    )
    assert built is not None
    values = {"amount": 7, "key": 1, "guard": 7}
    parameters = [values[each.role] for each in built.parameters]
    assert connection.execute(built.text, parameters).rowcount == 1
    assert connection.execute(built.text, parameters).rowcount == 0
    connection.close()
