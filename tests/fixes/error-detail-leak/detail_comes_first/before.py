from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/tasks")
def tasks():
    try:
        return jsonify(queue.tasks())
    except Exception as err:
        return jsonify(error=f"{err} while the tasks were read"), 500
