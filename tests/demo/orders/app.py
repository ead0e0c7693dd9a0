"""The shop's web application (Flask)."""

from flask import Flask, jsonify, request

from orders.hooks import bp as hooks
from orders.members import bp as members
from orders.payments import charge_card
from orders.preferences import save_user_preferences
from orders.stock import bp as stock
from orders.suppliers import bp as suppliers
from orders.tickets import bp as tickets
from orders.wallet import bp as wallet

app = Flask(__name__)
app.config["WTF_CSRF_ENABLED"] = False
app.register_blueprint(hooks)
app.register_blueprint(members)
app.register_blueprint(stock)
app.register_blueprint(suppliers)
app.register_blueprint(tickets)
app.register_blueprint(wallet)


@app.post("/orders/<int:order_id>/pay")
def pay(order_id):
    body = request.get_json()
    return jsonify(charge_card(order_id, body["amount"], body["token"]))


@app.put("/preferences/<int:user_id>")
def preferences(user_id):
    return jsonify(save_user_preferences(user_id, request.get_json()))


if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
