"""Support tickets of the shop (Flask, SQLite)."""

import sqlite3

from flask import Blueprint, jsonify, request

bp = Blueprint("tickets", __name__)


def get_db() -> sqlite3.Connection:
    connection = sqlite3.connect("shop.db")
    connection.row_factory = sqlite3.Row
    return connection


@bp.get("/api/tickets/<ticket_id>")
def get_ticket(ticket_id):
    user_id = request.headers.get("X-User-ID")
    if not user_id:
        return jsonify({"error": "Unauthorized"}), 401
    ticket = get_db().execute("SELECT * FROM tickets WHERE id = ?", (ticket_id,)).fetchone()
    if ticket is None:
        return jsonify({"error": "Ticket not found"}), 404
    return jsonify(dict(ticket))


@bp.get("/api/tickets/statistics/<user_id>")
def statistics(user_id):
    rows = get_db().execute("SELECT status, COUNT(*) FROM tickets GROUP BY status").fetchall()
    return {"status": "ok", "user_id": user_id}
