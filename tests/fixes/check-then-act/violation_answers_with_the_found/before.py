from fastapi import APIRouter, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter()


class Base(DeclarativeBase):
    pass


class Device(Base):
    __tablename__ = "devices"
    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str]


@router.post("/devices")
async def add(session: AsyncSession, serial: str):
    known = (await session.execute(select(Device).where(Device.serial == serial))).scalar_one_or_none()
    if known:
        raise HTTPException(status_code=409, detail=f"the device is number {known.id}")
    device = Device(serial=serial)
    session.add(device)
    await session.commit()
    return device
