# file: app.py
import os
import sqlite3
from datetime import datetime, timedelta
from functools import wraps

import jwt
import requests
from flask import Flask, g, jsonify, request
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "change-me")  # want insecure-secret-default
DATABASE = os.path.join(os.path.dirname(__file__), "clinic.db")


def get_db():
    if "db" not in g:
        g.db = sqlite3.connect(DATABASE)
        g.db.row_factory = sqlite3.Row
    return g.db


@app.teardown_appcontext
def close_db(exc):
    db = g.pop("db", None)
    if db is not None:
        db.close()


def init_db():
    db = get_db()
    db.executescript(
        """
        CREATE TABLE IF NOT EXISTS users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            email TEXT UNIQUE NOT NULL,
            password TEXT NOT NULL,
            credits INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE IF NOT EXISTS appointments (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            patient_id INTEGER NOT NULL REFERENCES users(id),
            doctor TEXT NOT NULL,
            starts_at TEXT NOT NULL,
            notes TEXT
        );
        CREATE TABLE IF NOT EXISTS doctors (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            speciality TEXT
        );
        """
    )
    db.commit()


def token_required(f):
    @wraps(f)
    def decorated(*args, **kwargs):
        header = request.headers.get("Authorization", "")
        token = header.replace("Bearer ", "")
        if not token:
            return jsonify({"error": "Token is missing"}), 401
        try:
            data = jwt.decode(token, app.config["SECRET_KEY"], algorithms=["HS256"])
        except jwt.PyJWTError:
            return jsonify({"error": "Token is invalid"}), 401
        user = get_db().execute("SELECT * FROM users WHERE id = ?", (data["user_id"],)).fetchone()
        if user is None:
            return jsonify({"error": "Unknown user"}), 401
        return f(user, *args, **kwargs)

    return decorated


@app.route("/api/register", methods=["POST"])
def register():
    data = request.get_json()
    db = get_db()
    db.execute(
        "INSERT INTO users (email, password) VALUES (?, ?)",
        (data["email"], generate_password_hash(data["password"])),
    )
    db.commit()
    return jsonify({"message": "registered"}), 201


@app.route("/api/login", methods=["POST"])
def login():  # want unlimited-credential-attempts
    data = request.get_json()
    user = get_db().execute("SELECT * FROM users WHERE email = ?", (data["email"],)).fetchone()
    if user and check_password_hash(user["password"], data["password"]):
        token = jwt.encode(
            {"user_id": user["id"], "exp": datetime.utcnow() + timedelta(hours=1)}, app.config["SECRET_KEY"], "HS256"
        )
        return jsonify({"token": token})
    return jsonify({"error": "bad credentials"}), 401


@app.route("/api/doctors")
def doctors():
    rows = get_db().execute("SELECT * FROM doctors ORDER BY name").fetchall()
    return jsonify([dict(row) for row in rows])


@app.route("/api/doctors/<int:doctor_id>")
def doctor(doctor_id):
    row = get_db().execute("SELECT * FROM doctors WHERE id = ?", (doctor_id,)).fetchone()
    return jsonify(dict(row)) if row else (jsonify({"error": "not found"}), 404)


@app.route("/api/appointments")
@token_required
def list_appointments(current_user):
    rows = get_db().execute(
        "SELECT * FROM appointments WHERE patient_id = ? ORDER BY starts_at", (current_user["id"],)
    ).fetchall()
    return jsonify([dict(row) for row in rows])


@app.route("/api/appointments", methods=["POST"])
@token_required
def book(current_user):
    data = request.get_json()
    db = get_db()
    if current_user["credits"] < 1:
        return jsonify({"error": "no credits"}), 402
    db.execute("UPDATE users SET credits = ? WHERE id = ?", (current_user["credits"] - 1, current_user["id"]))  # want read-modify-write
    db.execute(
        "INSERT INTO appointments (patient_id, doctor, starts_at) VALUES (?, ?, ?)",
        (current_user["id"], data["doctor"], data["starts_at"]),
    )
    db.commit()
    try:
        requests.post("https://notify.example.com/sms", json={"to": current_user["email"]})  # want missing-timeout
    except Exception:  # want swallowed-exception
        pass
    return jsonify({"message": "booked"}), 201


@app.route("/api/appointments/<int:appointment_id>")
@token_required
def show_appointment(current_user, appointment_id):
    row = get_db().execute("SELECT * FROM appointments WHERE id = ?", (appointment_id,)).fetchone()  # want missing-owner-filter
    if row is None:
        return jsonify({"error": "not found"}), 404
    return jsonify(dict(row))


@app.route("/api/appointments/<int:appointment_id>/notes", methods=["PUT"])
@token_required
def update_notes(current_user, appointment_id):
    notes = request.json.get("notes", "")
    db = get_db()
    db.execute("UPDATE appointments SET notes = ? WHERE id = ?", (notes, appointment_id))  # want missing-owner-filter
    db.commit()
    return jsonify({"message": "updated"})


@app.route("/api/appointments/<int:appointment_id>", methods=["DELETE"])
def cancel(appointment_id):  # want unauthenticated-write
    db = get_db()
    db.execute("DELETE FROM appointments WHERE id = ?", (appointment_id,))
    db.commit()
    return "", 204


@app.route("/api/credits/topup", methods=["POST"])
@token_required
def top_up(current_user):
    amount = int(request.json["amount"])
    db = get_db()
    row = db.execute("SELECT credits FROM users WHERE id = ?", (current_user["id"],)).fetchone()
    total = row["credits"] + amount
    db.execute("UPDATE users SET credits = ? WHERE id = ?", (total, current_user["id"]))  # want read-modify-write
    db.commit()
    return jsonify({"credits": total})


def save_reminder(user_id, text):  # want missing-write
    reminder = {"user_id": user_id, "text": text, "created_at": datetime.utcnow().isoformat()}
    return {"success": True, "reminder": reminder}


@app.route("/api/reminders", methods=["POST"])
@token_required
def add_reminder(current_user):
    return jsonify(save_reminder(current_user["id"], request.json["text"]))


@app.route("/api/stats")
@token_required
def stats(current_user):
    rows = get_db().execute(  # want dead-db-result
        "SELECT doctor, COUNT(*) AS n FROM appointments WHERE patient_id = ? GROUP BY doctor", (current_user["id"],)
    ).fetchall()
    return jsonify({"status": "ok", "user": current_user["id"]})


if __name__ == "__main__":
    with app.app_context():
        init_db()
    app.run(debug=True, host="0.0.0.0")  # want debug-mode-enabled
