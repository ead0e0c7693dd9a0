from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


class Notice(Base):
    __tablename__ = "notices"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer)


def get_db(): ...


def current_user() -> User: ...
