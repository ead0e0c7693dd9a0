from flask import Flask

app = Flask(__name__)
app.run(debug=True,  # for now
        # the proxy expects it
        port=8080)
