# file: app/__init__.py
# file: app/api/__init__.py
# file: app/api/routes.py
from dataclasses import dataclass

from litestar import Controller, Request, delete, get, post, put
from litestar.exceptions import NotFoundException

from app.models import Certificate, Course, Enrolment
from app.services.enrolments import archive_enrolment, get_enrolment, get_enrolment_for, take_seat


@dataclass
class ProgressIn:
    progress: int


class CourseController(Controller):
    path = "/courses"

    @get("/{course_id:int}")
    async def show(self, course_id: int) -> dict:
        course = await Course.get_or_none(id=course_id)
        if course is None:
            raise NotFoundException()
        return {"id": course.id, "title": course.title}

    @post("/{course_id:int}/enrol")
    async def enrol(self, request: Request, course_id: int) -> dict:
        if not await take_seat(course_id):
            return {"error": "full"}  # want success-status-on-error
        enrolment = await Enrolment.create(trainer_id=request.user.id, course_id=course_id)
        return {"id": enrolment.id}


class EnrolmentController(Controller):
    path = "/enrolments"

    @get("/{enrolment_id:int}")
    async def show(self, request: Request, enrolment_id: int) -> dict:
        enrolment = await get_enrolment(enrolment_id)
        if not enrolment:
            raise NotFoundException()
        return {"id": enrolment.id, "progress": enrolment.progress}

    @put("/{enrolment_id:int}/progress")
    async def update_progress(self, request: Request, enrolment_id: int, data: ProgressIn) -> dict:
        updated = await Enrolment.filter(id=enrolment_id).update(progress=data.progress)  # want missing-owner-filter
        return {"updated": updated}

    @delete("/{enrolment_id:int}")
    async def remove(self, request: Request, enrolment_id: int) -> None:
        enrolment = await get_enrolment_for(request.user.id, enrolment_id)
        if enrolment is None:
            raise NotFoundException()
        await enrolment.delete()

    @post("/{enrolment_id:int}/archive")
    async def archive(self, request: Request, enrolment_id: int) -> dict:
        enrolment = await get_enrolment_for(request.user.id, enrolment_id)
        if enrolment is None:
            raise NotFoundException()
        return await archive_enrolment(enrolment, "user request")

    @get("/certificates/{certificate_id:int}")
    async def certificate(self, request: Request, certificate_id: int) -> dict:
        certificate = await Certificate.get_or_none(id=certificate_id)  # want missing-owner-filter
        if certificate is None:
            raise NotFoundException()
        return {"code": certificate.code}
# file: app/auth.py
import os

import jwt
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from app.models import Trainer

SECRET = os.environ["JWT_SECRET"]


class JWTAuth(AbstractAuthenticationMiddleware):
    async def authenticate_request(self, connection: ASGIConnection) -> AuthenticationResult:
        header = connection.headers.get("Authorization")
        if not header:
            raise NotAuthorizedException()
        payload = jwt.decode(header.split()[-1], SECRET, algorithms=["HS256"])
        trainer = await Trainer.get_or_none(id=payload["sub"])
        if trainer is None:
            raise NotAuthorizedException()
        return AuthenticationResult(user=trainer, auth=header)
# file: app/main.py
from litestar import Litestar
from litestar.middleware import DefineMiddleware
from tortoise.contrib.litestar import register_tortoise

from app.api.routes import CourseController, EnrolmentController
from app.auth import JWTAuth

app = Litestar(  # want debug-mode-enabled
    route_handlers=[CourseController, EnrolmentController],
    middleware=[DefineMiddleware(JWTAuth, exclude=["/schema"])],
    debug=True,
)
# file: app/models.py
from tortoise import fields
from tortoise.models import Model


class Trainer(Model):
    id = fields.IntField(pk=True)
    email = fields.CharField(max_length=200, unique=True)
    password_hash = fields.CharField(max_length=200)


class Course(Model):
    id = fields.IntField(pk=True)
    title = fields.CharField(max_length=200)
    seats = fields.IntField(default=10)


class Enrolment(Model):
    id = fields.IntField(pk=True)
    trainer = fields.ForeignKeyField("models.Trainer", related_name="enrolments")
    course = fields.ForeignKeyField("models.Course")
    progress = fields.IntField(default=0)


class Certificate(Model):
    id = fields.IntField(pk=True)
    enrolment = fields.ForeignKeyField("models.Enrolment")
    code = fields.CharField(max_length=32)
# file: app/services/__init__.py
# file: app/services/enrolments.py
import logging

import httpx

from app.models import Course, Enrolment

logger = logging.getLogger(__name__)


async def get_enrolment(enrolment_id: int) -> Enrolment | None:
    return await Enrolment.get_or_none(id=enrolment_id).prefetch_related("course")  # want missing-owner-filter


async def get_enrolment_for(trainer_id: int, enrolment_id: int) -> Enrolment | None:
    return await Enrolment.get_or_none(id=enrolment_id, trainer_id=trainer_id)


async def take_seat(course_id: int) -> bool:
    course = await Course.get(id=course_id)
    if course.seats <= 0:
        return False
    course.seats -= 1
    await course.save(update_fields=["seats"])  # want read-modify-write
    return True


async def archive_enrolment(enrolment: Enrolment, reason: str) -> dict:  # want async-without-await, hard-coded-success
    snapshot = {"id": enrolment.id, "progress": enrolment.progress, "reason": reason}
    logger.info("archiving %s", snapshot["id"])
    return {"archived": True, "snapshot": snapshot}


def store_certificate_code(enrolment_id: int, code: str) -> bool:  # want missing-write
    if not code.isalnum():
        return False
    normalized = code.upper()
    return True


async def sync_calendar(trainer, events):
    async with httpx.AsyncClient(timeout=httpx.Timeout(None)) as client:  # want missing-timeout
        for event in events:
            try:
                await client.post("https://calendar.example.com/events", json=event)
            except Exception:  # want swallowed-exception
                continue


def completion_rate(done, planned, weighting):  # want input-output-disconnected
    if not planned:
        return 0.0
    return round(done / planned, 2)
