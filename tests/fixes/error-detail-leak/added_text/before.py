from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/route")
def route():
    try:
        return jsonify(planner.plan())
    except Exception as err:
        return jsonify(error="No connection to the planner at " + str(err)), 503
