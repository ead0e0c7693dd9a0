from flask import Flask, request

app = Flask(__name__)


@app.post("/codes")
def code():
    body = request.get_json()
    try:
        number = body.get("code").strip()
    except ValueError:
        return {"error": "no code"}, 400
    return {"code": number}
