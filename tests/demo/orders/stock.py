"""What is in stock (Flask, SQLAlchemy)."""

import sqlite3

from flask import Blueprint, jsonify, request
from flask_login import login_required
from sqlalchemy.exc import SQLAlchemyError

from orders.models import Delivery, DeliveryLine, Product, db

bp = Blueprint("stock", __name__)
reserved = {}


@bp.post("/products")
@login_required
def add_product():
    sku = request.get_json()["sku"]
    if Product.query.filter_by(sku=sku).first():
        return jsonify({"error": "the product exists"})
    db.session.add(Product(sku=sku))
    db.session.commit()
    return jsonify(sku=sku), 201


@bp.post("/products/<sku>/reserve")
@login_required
def reserve(sku):
    count = int(request.get_json().get("count"))
    reserved[sku] = reserved.get(sku, 0) + count
    print("reserved", sku, count)
    return jsonify(reserved=reserved[sku])


@bp.put("/products/<int:product_id>/price")
@login_required
def change_price(product_id):
    product = db.session.get(Product, product_id)
    product.price = request.get_json()["price"]
    return jsonify(price=product.price)


def receive(supplier: str, lines: list[dict]) -> int:
    """Record a delivery and its lines."""
    delivery = Delivery(supplier=supplier)
    db.session.add(delivery)
    db.session.commit()
    for line in lines:
        db.session.add(DeliveryLine(delivery_id=delivery.id, sku=line["sku"], count=line["count"]))
    db.session.commit()
    return delivery.id


def discontinue(sku: str) -> bool:
    """Take a product out of the shop."""
    try:
        Product.query.filter_by(sku=sku).delete()
        db.session.commit()
        return True
    except SQLAlchemyError:
        return False


def create_archive(connection: sqlite3.Connection) -> None:
    """The table of what is no longer sold."""
    connection.execute("CREATE TABLE archive (sku TEXT, sold INTEGER, closed_on TEXT)")


def most_sold(connection: sqlite3.Connection, limit: int) -> list[tuple]:
    """What sold best of what is no longer sold."""
    limit = 10
    return connection.execute("SELECT sku, slod FROM archive LIMIT ?", (limit,)).fetchall()
