from decimal import Decimal, InvalidOperation


def amount(row: dict) -> Decimal | None:
    try:
        return Decimal(row.get("amount"))
    except InvalidOperation:
        return None
