from flask import Flask, jsonify

app = Flask(__name__)


@app.post("/battles")
def battle():
    found = battles.start()
    if not found:
        return jsonify({"success": False, "error": "Failed to start battle"})
    return jsonify({"success": True})
