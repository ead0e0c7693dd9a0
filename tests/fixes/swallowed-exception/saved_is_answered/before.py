import sqlite3

from flask import Flask, jsonify

app = Flask(__name__)


@app.post("/notes")
def add_note():
    db = sqlite3.connect("notes.db")
    db.execute("INSERT INTO notes (text) VALUES ('x')")
    try:
        db.commit()
    except:
        pass
    return jsonify(status="ok")
