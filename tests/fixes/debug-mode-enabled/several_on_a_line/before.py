from flask import Flask

app = Flask(__name__)
app.run(
    "0.0.0.0",  # all of them
    8080, debug=True, threaded=True,  # as on the old machine
)
