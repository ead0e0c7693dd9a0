import os

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql+psycopg://localhost/tasks")


class Task(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    done = db.Column(db.Boolean)
