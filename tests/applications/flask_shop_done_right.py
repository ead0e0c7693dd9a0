# file: shop/__init__.py
import logging
import os

from flask import Flask, g, jsonify, request, session
from sqlalchemy.exc import IntegrityError

from .extensions import db, limiter
from .models import User


def create_app(config=None):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"],
        DEBUG=os.getenv("FLASK_DEBUG") == "1",
    )
    app.config.update(config or {})
    db.init_app(app)
    limiter.init_app(app)

    from . import account, orders, public, staff

    app.register_blueprint(account.bp)
    app.register_blueprint(orders.bp, url_prefix="/orders")
    app.register_blueprint(public.bp)
    app.register_blueprint(staff.bp, url_prefix="/staff")

    @app.before_request
    def load_user():
        g.user = None
        uid = session.get("uid")
        if uid is not None:
            g.user = db.session.get(User, uid)

    @app.errorhandler(IntegrityError)
    def conflict(error):
        app.logger.warning("conflict: %s", error)
        db.session.rollback()
        return jsonify(error="conflict"), 409

    return app
# file: shop/account.py
from flask import Blueprint, abort, g, jsonify, request, session

from .extensions import db, limiter
from .models import User
from .security import signed_in

bp = Blueprint("account", __name__)


@bp.post("/signup")
@limiter.limit("5/minute")
def signup():
    data = request.get_json()
    user = User(email=data["email"].lower())
    user.set_password(data["password"])
    db.session.add(user)
    db.session.commit()
    session["uid"] = user.id
    return jsonify(id=user.id), 201


@bp.post("/login")
@limiter.limit("10/minute")
def login():
    data = request.get_json()
    user = db.session.scalar(db.select(User).where(User.email == data["email"].lower()))
    if user is None or not user.check_password(data["password"]):
        abort(401)
    session.clear()
    session["uid"] = user.id
    return jsonify(id=user.id)


@bp.post("/logout")
def logout():
    session.clear()
    return "", 204


@bp.get("/me")
@signed_in
def me():
    user = db.session.get(User, g.user.id)
    return jsonify(email=user.email, points=user.points)


@bp.patch("/me")
@signed_in
def update_me():
    data = request.get_json()
    if "email" in data:
        g.user.email = data["email"].lower()
    if "password" in data:
        g.user.set_password(data["password"])
    db.session.commit()
    return "", 204


@bp.post("/me/redeem")
@signed_in
def redeem():
    cost = int(request.get_json()["points"])
    if cost <= 0:
        abort(400)
    result = db.session.execute(
        db.update(User).where(User.id == g.user.id, User.points >= cost).values(points=User.points - cost)
    )
    if result.rowcount == 0:
        abort(409)
    db.session.commit()
    return "", 204
# file: shop/extensions.py
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
limiter = Limiter(get_remote_address)
# file: shop/mail.py
import os
import smtplib
from email.message import EmailMessage


def send_contact_mail(sender, text):
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "support@shop.example"
    message.set_content(text)
    with smtplib.SMTP(os.environ["SMTP_HOST"], timeout=10) as smtp:
        smtp.send_message(message)
# file: shop/models.py
from datetime import datetime, timezone

from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db


def utcnow():
    return datetime.now(timezone.utc)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(255), unique=True, nullable=False)
    password_hash = db.Column(db.String(255), nullable=False)
    is_staff = db.Column(db.Boolean, default=False)
    points = db.Column(db.Integer, nullable=False, default=0)

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)

    def check_password(self, password):
        return check_password_hash(self.password_hash, password)


class Product(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(120))
    stock = db.Column(db.Integer, nullable=False, default=0)
    views = db.Column(db.Integer, default=0)


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    state = db.Column(db.String(20), default="new")
    created_at = db.Column(db.DateTime, default=utcnow)
    lines = db.relationship("OrderLine", back_populates="order", cascade="all, delete-orphan")
    user = db.relationship("User")


class OrderLine(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    order_id = db.Column(db.ForeignKey("order.id"), nullable=False)
    product_id = db.Column(db.ForeignKey("product.id"), nullable=False)
    quantity = db.Column(db.Integer, nullable=False)
    order = db.relationship("Order", back_populates="lines")
# file: shop/orders.py
import logging

import requests
from flask import Blueprint, abort, current_app, g, jsonify, request
from requests.adapters import HTTPAdapter

from .extensions import db
from .models import Order, OrderLine, Product

bp = Blueprint("orders", __name__)
log = logging.getLogger(__name__)


@bp.before_request
def require_user():
    if g.user is None:
        abort(401)


def own_order_or_404(order_id, for_update=False):
    query = db.select(Order).filter_by(id=order_id, user_id=g.user.id)
    if for_update:
        query = query.with_for_update()
    order = db.session.scalar(query)
    if order is None:
        abort(404)
    return order


@bp.get("/")
def index():
    page = request.args.get("page", 1, type=int)
    orders = Order.query.filter(Order.user_id == g.user.id).order_by(Order.created_at.desc()).paginate(page=page)
    return jsonify([{"id": o.id, "state": o.state} for o in orders.items])


@bp.get("/<int:order_id>")
def show(order_id):
    order = own_order_or_404(order_id)
    return jsonify(id=order.id, state=order.state, lines=[{"product": x.product_id, "n": x.quantity} for x in order.lines])


@bp.delete("/<int:order_id>/lines/<int:line_id>")
def drop_line(order_id, line_id):
    order = own_order_or_404(order_id)
    line = OrderLine.query.filter_by(id=line_id, order_id=order.id).first_or_404()
    db.session.delete(line)
    db.session.commit()
    return "", 204


@bp.post("/")
def create():
    data = request.get_json()
    order = Order(user_id=g.user.id)
    for item in data["items"][:50]:
        product = db.session.execute(
            db.select(Product).where(Product.id == item["product_id"]).with_for_update()
        ).scalar_one_or_none()
        if product is None or product.stock < item["quantity"]:
            db.session.rollback()
            return jsonify(error="out of stock"), 409
        product.stock -= item["quantity"]
        order.lines.append(OrderLine(product_id=product.id, quantity=item["quantity"]))
    db.session.add(order)
    db.session.commit()
    try:
        notify_warehouse(order)
    except requests.RequestException:
        log.exception("warehouse not told of order %s; the nightly job will", order.id)
    return jsonify(id=order.id), 201


@bp.post("/<int:order_id>/cancel")
def cancel(order_id):
    order = own_order_or_404(order_id, for_update=True)
    if order.state != "new":
        return jsonify(error="too late"), 409
    order.state = "cancelled"
    db.session.commit()
    return jsonify(id=order.id, state=order.state)


def notify_warehouse(order):
    response = requests.post(
        current_app.config["WAREHOUSE_URL"],
        json={"order": order.id, "lines": [line.id for line in order.lines]},
        timeout=(3, 10),
    )
    response.raise_for_status()
# file: shop/public.py
from flask import Blueprint, abort, jsonify, request

from .extensions import db
from .models import Product

bp = Blueprint("public", __name__)


@bp.get("/health")
def health():
    db.session.execute(db.text("SELECT 1"))
    return {"status": "ok"}


@bp.get("/products/<int:product_id>")
def product(product_id):
    found = db.get_or_404(Product, product_id)
    db.session.execute(db.update(Product).where(Product.id == product_id).values(views=Product.views + 1))
    db.session.commit()
    return jsonify(id=found.id, name=found.name, in_stock=found.stock > 0)


@bp.post("/contact")
def contact():
    from .mail import send_contact_mail

    data = request.get_json()
    send_contact_mail(data["email"], data["message"])
    return {"status": "sent"}
# file: shop/security.py
from functools import wraps

from flask import abort, g


def signed_in(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if g.user is None:
            abort(401)
        return view(*args, **kwargs)

    return wrapper


def staff_only(view):
    @wraps(view)
    @signed_in
    def wrapper(*args, **kwargs):
        if not g.user.is_staff:
            abort(403)
        return view(*args, **kwargs)

    return wrapper
# file: shop/staff.py
from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, jsonify, request

from .extensions import db
from .models import Order, Product, User
from .security import staff_only

bp = Blueprint("staff", __name__)


@bp.get("/orders/<int:order_id>")
@staff_only
def order(order_id):
    found = db.get_or_404(Order, order_id)
    return jsonify(id=found.id, user=found.user_id, state=found.state)


@bp.put("/products/<int:product_id>/stock")
@staff_only
def set_stock(product_id):
    product = db.get_or_404(Product, product_id)
    product.stock = int(request.get_json()["stock"])
    db.session.commit()
    return jsonify(stock=product.stock)


@bp.delete("/users/<int:user_id>")
@staff_only
def delete_user(user_id):
    user = db.get_or_404(User, user_id)
    db.session.delete(user)
    db.session.commit()
    return "", 204


@bp.get("/report")
@staff_only
def report():
    rows = db.session.execute(db.select(Order.state, db.func.count()).group_by(Order.state)).all()
    return jsonify({state: count for state, count in rows})


def resize_images(paths, size):
    with ThreadPoolExecutor(max_workers=4) as pool:
        return list(pool.map(lambda path: resize(path, size), paths))


def resize(path, size):
    from PIL import Image

    with Image.open(path) as image:
        image.thumbnail(size)
        image.save(path)
    return path
