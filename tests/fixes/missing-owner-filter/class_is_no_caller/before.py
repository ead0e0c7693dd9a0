from flask import Flask, g, jsonify
from sqlalchemy import select

from accounts import login
from models import Equipment, User, db

app = Flask(__name__)


@app.get("/equipment/<int:number>")
@login
def equipment(auth_user: User, number: int):
    found = db.session.scalar(select(Equipment).filter_by(id=number))
    return jsonify({"label": found.label})


@app.get("/equipment")
def listed():
    rows = db.session.query(Equipment).join(User).filter(Equipment.user_id == User.id).all()
    return jsonify([row.label for row in rows])
