import logging

from flask import Flask, jsonify

logger = logging.getLogger(__name__)
app = Flask(__name__)


@app.post("/rows")
def rows():
    try:
        return jsonify(loader.load())
    except Exception as problem:
        logger.exception("rows could not be loaded")
        return jsonify({"error": str(problem)[:200]}), 500
