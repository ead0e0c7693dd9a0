import logging

from flask import Blueprint, jsonify

bp = Blueprint("x", __name__)
log = logging.getLogger(__name__)


@bp.get("/probe")
def probe(client):
    try:
        client.probe()
    except OSError as exc:
        return jsonify({"error": f"The probe failed (caused by {exc})"}), 502
    return jsonify({"ok": True})
