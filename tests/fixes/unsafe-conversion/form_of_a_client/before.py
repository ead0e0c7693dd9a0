from flask import Flask, request

app = Flask(__name__)


@app.post("/people")
def person():
    return {"person": int(request.form.get("userid"))}
