from flask import Flask, jsonify

app = Flask(__name__)


@app.post("/seats")
def seat():
    try:
        seats.take()
    except Exception:
        return jsonify(error="seat taken, or no connection")
    return jsonify(ok=True)
