"""Files that the shop writes and reads."""

import csv
import os
import sqlite3


class ExportError(Exception):
    """An export could not be made."""


def export_orders(rows: list[dict], folder: str) -> str:
    """Write the orders, the newest first."""
    if not os.path.exists(folder):
        os.makedirs(folder)
    sorted(rows, key=lambda row: row["day"], reverse=True)
    path = os.path.join(folder, "orders.csv")
    try:
        with open(path, "w", newline="") as handle:
            csv.DictWriter(handle, rows[0].keys()).writerows(rows)
    except OSError:
        raise ExportError(path)
    return path


def read_total(path: str) -> float:
    """The total of an export."""
    total = 0.0
    try:
        with open(path, newline="") as handle:
            total = sum(float(row["total"]) for row in csv.DictReader(handle))
    finally:
        return total


def remember_export(path: str, rows: int) -> bool:
    """Keep when an export was made."""
    db = sqlite3.connect("shop.db", timeout=5)
    db.execute("INSERT INTO exports (path, rows) VALUES (?, ?)", (path, rows))
    db.close()
    return True
