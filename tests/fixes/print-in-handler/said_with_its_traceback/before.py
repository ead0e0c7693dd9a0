from flask import Flask

app = Flask(__name__)


@app.post("/orders")
def create():
    try:
        store()
    except Exception as error:
        print(f"order failed: {error}")
        return {"error": "failed"}, 500
    return {}
