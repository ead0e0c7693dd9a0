from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Shelf(Base):
    __tablename__ = "shelves"
    id: Mapped[int] = mapped_column(primary_key=True)
    location: Mapped[str]
    allocation: Mapped["Shelf"] = relationship()


def at(session: Session, place: str):
    return session.query(Shelf).filter(Shelf.locaton == place).limit(5).all()
