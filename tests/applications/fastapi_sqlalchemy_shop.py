# file: main.py
from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timezone
from typing import Annotated

import httpx
import uvicorn
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Query, status
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, Numeric, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

log = logging.getLogger(__name__)
engine = create_async_engine("sqlite+aiosqlite:///./shop.db")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)
oauth2 = OAuth2PasswordBearer(tokenUrl="token")
SECRET = "dev"


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    balance: Mapped[float] = mapped_column(Numeric(10, 2), default=0)
    is_admin: Mapped[bool] = mapped_column(default=False)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    total: Mapped[float]
    state: Mapped[str] = mapped_column(default="new")
    items: Mapped[list[Item]] = relationship(back_populates="order")


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    sku: Mapped[str]
    order: Mapped[Order] = relationship(back_populates="items")


class Product(Base):
    __tablename__ = "products"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    stock: Mapped[int] = mapped_column(default=0)
    price: Mapped[float]


class OrderIn(BaseModel):
    product_id: int
    quantity: int = Field(gt=0)


class PreferencesIn(BaseModel):
    theme: str
    newsletter: bool = False


async def get_session():
    async with SessionLocal() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


async def get_current_user(session: SessionDep, token: Annotated[str, Depends(oauth2)]) -> User:
    try:
        payload = jwt.decode(token, SECRET, algorithms=["HS256"])  # want unverified-token
    except JWTError as exc:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED) from exc
    user = await session.get(User, int(payload["sub"]))
    if not user:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
app = FastAPI(debug=True)  # want debug-mode-enabled
router = APIRouter(prefix="/orders", tags=["orders"])


@app.get("/products/{product_id}")
async def get_product(product_id: int, session: SessionDep):
    product = await session.get(Product, product_id)
    if product is None:
        raise HTTPException(404, "Product not found")
    return product


@router.get("")
async def my_orders(session: SessionDep, user: CurrentUser, limit: int = Query(20, le=100)):
    result = await session.execute(select(Order).where(Order.buyer_id == user.id).limit(limit))
    return result.scalars().all()


@router.get("/{order_id}")
async def read_order(order_id: int, session: SessionDep, user: CurrentUser):
    stmt = (
        select(Order)
        .options(selectinload(Order.items))
        .where(Order.id == order_id)
    )
    order = (await session.execute(stmt)).scalar_one_or_none()  # want missing-owner-filter
    if order is None:
        raise HTTPException(404)
    return order


@router.post("/{order_id}/cancel")
async def cancel_order(order_id: int, session: SessionDep, user: CurrentUser):
    order = await session.get(Order, order_id)
    if order is None or order.buyer_id != user.id:
        raise HTTPException(404)
    order.state = "cancelled"
    await session.commit()
    return {"ok": True}


@router.delete("/{order_id}/items/{item_id}")
async def remove_item(order_id: int, item_id: int, session: SessionDep, user: CurrentUser):
    item = await session.scalar(select(Item).where(Item.id == item_id, Item.order_id == order_id))  # want missing-owner-filter
    if not item:
        raise HTTPException(404)
    await session.delete(item)
    await session.commit()
    return {"deleted": item_id}


@router.post("", status_code=201)
async def place_order(body: OrderIn, session: SessionDep, user: CurrentUser, tasks: BackgroundTasks):
    product = await session.get(Product, body.product_id)
    if product is None:
        raise HTTPException(404)
    if product.stock < body.quantity:
        raise HTTPException(409, "Out of stock")
    cost = float(product.price) * body.quantity
    if user.balance < cost:
        raise HTTPException(402, "Insufficient funds")
    product.stock -= body.quantity  # want read-modify-write
    user.balance = float(user.balance) - cost  # want read-modify-write
    order = Order(buyer_id=user.id, total=cost)
    session.add(order)
    await session.commit()
    tasks.add_task(send_receipt, user.email, order.id)
    return order


@app.put("/me/preferences")
async def update_preferences(body: PreferencesIn, user: CurrentUser):
    return await save_preferences(user.id, body)


async def save_preferences(user_id: int, prefs: PreferencesIn) -> dict:  # want async-without-await, missing-write
    log.info("saving preferences of %s", user_id)
    stored = prefs.model_dump()
    stored["updated_at"] = datetime.now(timezone.utc).isoformat()
    return {"status": "saved", "preferences": stored}


@app.post("/products")
async def create_product(name: str, price: float, session: SessionDep):  # want unauthenticated-write
    product = Product(name=name, price=price)
    session.add(product)
    await session.commit()
    return product


@app.get("/invoices")
async def invoices(session: SessionDep, x_user_id: Annotated[int, Header()]):  # want client-supplied-identity
    rows = await session.scalars(select(Order).where(Order.buyer_id == x_user_id))
    return rows.all()


@app.get("/me")
async def me(user: CurrentUser):
    return user


async def send_receipt(email: str, order_id: int) -> bool:
    try:
        async with httpx.AsyncClient() as client:
            response = await client.post("https://mail.example.com/send", json={"to": email, "order": order_id})
            response.raise_for_status()
        return True
    except Exception as exc:  # want silent-failure
        log.error("could not send receipt: %s", exc)
        return True


async def refresh_prices(session: AsyncSession) -> None:
    products = (await session.scalars(select(Product))).all()
    async with httpx.AsyncClient(timeout=None) as client:  # want missing-timeout
        await asyncio.gather(*(fetch_price(client, product) for product in products))  # want unbounded-concurrency
    await session.commit()


async def fetch_price(client: httpx.AsyncClient, product: Product) -> None:
    response = await client.get(f"https://prices.example.com/{product.id}")
    response.raise_for_status()
    product.price = response.json()["price"]


def shipping_cost(country: str, weight_kg: float, express: bool) -> float:  # want input-output-disconnected
    base = 4.9
    handling = 1.1
    return round(base + handling, 2)


app.include_router(router)

if __name__ == "__main__":
    uvicorn.run("main:app", host="0.0.0.0", port=8000, reload=True)  # want debug-mode-enabled
