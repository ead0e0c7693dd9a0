import logging

from flask import Flask, jsonify

logger = logging.getLogger(__name__)
app = Flask(__name__)


@app.post("/printers/<name>")
def show(name):
    try:
        return jsonify(driver.show(name))
    except RuntimeError as problem:
        return jsonify({"error": f"Printing was stopped because of {problem}"}), 500
