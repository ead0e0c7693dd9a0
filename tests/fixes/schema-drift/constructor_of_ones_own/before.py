from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "members"
    id = Column(Integer, primary_key=True)
    password_hash = Column(String)

    @classmethod
    def create(cls, session, *, password_plain, **columns):
        member = cls(password_hash=hashed(password_plain), **columns)
        session.add(member)
        return member


def join(session, text):
    return Member.create(session, password_plain=text)
