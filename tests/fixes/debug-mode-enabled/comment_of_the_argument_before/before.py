from flask import Flask

app = Flask(__name__)
app.run(
    host="0.0.0.0",  # noqa: S104
    port=8080,  # type: ignore[arg-type]
    debug=True,  # see what fails
    threaded=True,  # several at once
)
