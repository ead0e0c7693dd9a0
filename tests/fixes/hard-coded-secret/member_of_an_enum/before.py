from enum import Enum


class Grant(str, Enum):
    CLIENT_SECRET = "client_secret"
    PASSWORD = "password"
    SECRET = "secret"
