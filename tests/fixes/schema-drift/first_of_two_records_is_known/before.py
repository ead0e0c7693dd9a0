from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    pass


class Trip(Base):
    __tablename__ = "trips"
    id = Column(Integer, primary_key=True)
    arrival_time = Column(String)


def trips(session: Session) -> list[Trip]:
    return session.query(Trip).limit(3).all()


def times(session: Session):
    return [trip.arival_time for trip in trips(session)]
