from sqlalchemy import Column, Integer, create_engine
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://db/invites")
sessions = sessionmaker(engine)


class Invite(Base):
    __tablename__ = "invites"
    id = Column(Integer, primary_key=True)
    uses = Column(Integer)
    max_uses = Column(Integer)
    holders = relationship("Holder")


def get_db():
    with sessions() as session:
        yield session
