from flask import Flask, abort, jsonify
from flask_login import current_user, login_required
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)


@app.get("/orders/<int:order_id>")
@login_required
def order(order_id):
    found = db.get_or_404(Order, order_id)
    if found.user_id != current_user.id:
        return jsonify({"error": "Not yours"}), 403
    return {"id": found.id}
