from flask import Flask

app = Flask(__name__)
app.run("0.0.0.0", debug=True,
        port=8080)  # the proxy expects it
