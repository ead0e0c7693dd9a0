from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Company(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    visits = db.Column(db.Integer, nullable=False)


def visited(company_id):
    company = db.session.get(Company, company_id)
    company.visits += 1
    db.session.commit()
    return company.visits
