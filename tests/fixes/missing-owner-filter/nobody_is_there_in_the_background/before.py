from flask import Flask, g, jsonify

from models import Invoice, db
from tasks import in_background

app = Flask(__name__)


def settle(invoice_id):
    invoice = Invoice.query.filter_by(id=invoice_id).first()
    invoice.paid = True
    db.session.commit()


@app.post("/invoices/<int:invoice_id>/settle")
def settle_later(invoice_id):
    if g.user is None:
        return jsonify(error="sign in"), 401
    settle(invoice_id)
    return jsonify(ok=True)


@app.get("/invoices")
def invoices():
    if g.user is None:
        return jsonify(error="sign in"), 401
    return jsonify([each.id for each in Invoice.query.filter_by(user_id=g.user.id)])
