from flask import Flask, jsonify
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
    found = db.session.get(Order, order_id)
    if found is None:
        return jsonify({"error": "Order not found"}), 404
    if found.user_id != current_user.id:
        return jsonify({"error": "Unauthorized"}), 403
    return {"id": found.id}
