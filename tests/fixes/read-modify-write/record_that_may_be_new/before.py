from datetime import date

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class DailyStats(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)
    day = db.Column(db.Date)
    points = db.Column(db.Integer)


def add_points(user_id: int, day: date, points: int) -> None:
    stats = DailyStats.query.filter_by(user_id=user_id, day=day).first()
    if not stats:
        stats = DailyStats(user_id=user_id, day=day, points=0)
        db.session.add(stats)
    stats.points += points
    db.session.commit()
