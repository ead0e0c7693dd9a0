"""Members of the shop and what staff do with them (Flask, SQLAlchemy)."""

from flask import Blueprint, abort, jsonify, request
from flask_login import current_user, login_required

from orders.models import Member, Voucher, db

bp = Blueprint("members", __name__)


@bp.post("/members")
def register():
    member = Member(**request.get_json())
    db.session.add(member)
    db.session.commit()
    return jsonify(id=member.id), 201


@bp.put("/members/<int:member_id>/role")
@login_required
def set_role(member_id):
    member = db.get_or_404(Member, member_id)
    member.role = request.get_json()["role"]
    db.session.commit()
    return jsonify(role=member.role)


@bp.post("/vouchers/<int:voucher_id>/redeem")
@login_required
def redeem(voucher_id):
    voucher = db.get_or_404(Voucher, voucher_id)
    if voucher.user_id != current_user.id:
        abort(403)
    return jsonify(value=voucher.value)


@bp.get("/members/statistics")
@login_required
def statistics():
    try:
        return jsonify(members=Member.query.count())
    except Exception as error:
        return jsonify({"error": str(error)}), 500
