from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Guest(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    is_admin = db.Column(db.Boolean)
    parties = db.relationship("Party")


@app.post("/guests")
def add():
    guest = Guest(**request.get_json())
    db.session.add(guest)
    db.session.commit()
    return {"id": guest.id}
