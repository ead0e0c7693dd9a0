import asyncio

from flask import Flask, jsonify

app = Flask(__name__)


@app.post("/battles")
def battle():
    try:
        battles.start()
    except asyncio.TimeoutError:
        return jsonify({"error": "that took too long"})
    return jsonify({"done": True})
