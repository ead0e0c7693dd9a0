from flask import Flask

app = Flask(__name__)
IS_LOCAL = True
SESSION_COOKIE_SECURE = not IS_LOCAL
