import logging

from flask import Flask, jsonify

logger = logging.getLogger(__name__)
app = Flask(__name__)


@app.post("/rows/<name>")
def rows(name):
    try:
        return jsonify(loader.load(name))
    except Exception as problem:
        logger.exception("rows could not be loaded")
        return jsonify({"error": f"No rows of '{name}': {problem}"}), 500
