from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    pass


class Ship(Base):
    __tablename__ = "ships"
    id = Column(Integer, primary_key=True)
    port_names = Column(String)


class Port(Base):
    __tablename__ = "ports"
    id = Column(Integer, primary_key=True)
    ship_id = Column(Integer, ForeignKey("ships.id"))
    port_name = Column(String)


def pairs(session: Session) -> list[tuple[Ship, Port]]:
    return session.query(Ship, Port).join(Port).all()


def labels(session: Session):
    for ship, port in pairs(session):
        yield f"{ship.port_names} {port.port_name}"
    for ship, port in session.query(Ship, Port).join(Port).all():
        yield port.port_name
    first, last = session.query(Ship, Port).join(Port).first()
    yield last.port_name
