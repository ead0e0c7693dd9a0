from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Company(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    next_number = db.Column(db.Integer, nullable=False)

    def take_number(self):
        number = self.next_number
        self.next_number += 1
        db.session.commit()
        return f"INV-{number:06d}"
