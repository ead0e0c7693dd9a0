import secrets

from flask import Flask, request

app = Flask(__name__)


@app.post("/reset")
def reset():
    reset_token = secrets.token_urlsafe()
    print("reset", request.form["email"], reset_token)
    send(request.form["email"], reset_token)
    return {}
