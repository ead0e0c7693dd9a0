from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("postgresql:///stock")


class Base(DeclarativeBase):
    pass


class Supply(Base):
    __tablename__ = "supplies"
    id: Mapped[int] = mapped_column(primary_key=True)
    stock: Mapped[int | None]


def arrived(session: Session, number: int, quantity: int) -> None:
    supply = session.scalars(select(Supply).where(Supply.id == number)).one()
    current = supply.stock or 0
    supply.stock = current + quantity
    session.commit()
