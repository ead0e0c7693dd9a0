"""The customers' wallets (Flask, SQLAlchemy)."""

from flask import Blueprint, abort, jsonify, request
from flask_login import current_user, login_required

from orders.models import Voucher, Wallet, db

bp = Blueprint("wallet", __name__)


@bp.post("/wallet/spend")
@login_required
def spend():
    amount = request.get_json()["amount"]
    wallet = Wallet.query.filter_by(user_id=current_user.id).first_or_404()
    if wallet.balance < amount:
        abort(409)
    wallet.balance -= amount
    db.session.commit()
    return jsonify(balance=wallet.balance)


@bp.get("/vouchers/<int:voucher_id>")
@login_required
def voucher(voucher_id):
    found = db.session.get(Voucher, voucher_id)
    if found is None:
        abort(404)
    return jsonify(code=found.code, value=found.value)


@bp.delete("/vouchers/<int:voucher_id>")
def delete_voucher(voucher_id):
    Voucher.query.filter_by(id=voucher_id).delete()
    db.session.commit()
    return "", 204


@bp.post("/vouchers/<int:voucher_id>/redeem")
@login_required
def redeem(voucher_id):
    found = Voucher.query.filter_by(id=voucher_id, user_id=current_user.id).first_or_404()
    if found.redeemed:
        abort(409)
    found.redeemed = True
    db.session.commit()
    return jsonify(value=found.value)
