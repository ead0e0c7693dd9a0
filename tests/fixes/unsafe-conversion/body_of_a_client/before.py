from flask import Flask, request

app = Flask(__name__)


@app.post("/people")
def person():
    return {"person": int(request.get_json().get("userid"))}


@app.post("/times")
def times():
    sent = request.form.to_dict()
    return {"start": int(sent.get("start"))}
