class Config:
    JWT_SECRET = "f3b1c0a95e7d4482b6a1d09c7e55aa10"


class Live(Config):
    JWT_SECRET = None
