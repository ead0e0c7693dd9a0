import os


class Config:
    SECRET_KEY = os.environ.get("SECRET_KEY", "dev-key")


class TestingConfig(Config):
    TESTING = True
    JWT_SECRET = os.environ.get("JWT_SECRET", "for-tests")


class ProductionConfig(Config):
    DEBUG = False
