from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/pages")
def page():
    try:
        number = int(request.args["page"])
    except ValueError:
        return jsonify({"success": False, "message": "page is a number"})
    return jsonify({"success": True, "page": number})
