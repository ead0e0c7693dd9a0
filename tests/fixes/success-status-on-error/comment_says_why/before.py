from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/orders/<int:number>")
def order(number):
    found = orders.find(number)
    if found is None:
        # the old tills show nothing but a blank screen unless the status is 200
        return jsonify(error="order not found")
    return jsonify(number=found.number)
