"""What is a handler, who calls it, and how it is reached: the contract of `facts/routes/routes.py`, framework by framework."""

from __future__ import annotations

import pytest

from offpath.facts.routes.routes import HANDLER, HANDLERS, ROUTE, ROUTES
from support.project import TextProject

CASES = {
    "flask": ("""\
from flask import Blueprint
bp = Blueprint("a", __name__)
@bp.post("/a")
def add(): ...
@bp.cli.command("sync")
def sync(): ...
""", {"add": "flask client http post", "sync": "flask person message"}),
    "websockets of FastAPI": ("""\
from fastapi import APIRouter, WebSocket
router = APIRouter()
@router.websocket("/live/{room}")
async def live(socket: WebSocket, room: str): ...
async def old(socket): ...
router.add_api_websocket_route("/old", old)
""", {"live": "fastapi client websocket get", "old": "fastapi client websocket get"}),
    "websockets of Starlette": ("""\
from starlette.endpoints import WebSocketEndpoint
from starlette.routing import WebSocketRoute
class Echo(WebSocketEndpoint):
    async def on_receive(self, websocket, data): ...
    def helper(self): ...
async def feed(websocket): ...
routes = [WebSocketRoute("/feed", feed)]
""", {"Echo": "starlette client websocket", "feed": "starlette client websocket get"}),
    "websockets of Litestar": ("""\
from litestar import websocket_listener
from litestar.handlers import WebsocketListener
@websocket_listener("/a")
async def listen(data: str) -> str: ...
class Chat(WebsocketListener):
    path = "/chat"
    def on_receive(self, data: str) -> str: ...
""", {"listen": "litestar client websocket get", "Chat": "litestar client websocket"}),
    "ninja": ("""\
from ninja import NinjaAPI, Router
api = NinjaAPI()
router = Router(tags=["x"])
@api.get("/orders/{order_id}")
def order(request, order_id: int): ...
@router.delete("/orders/{order_id}")
def remove(request, order_id: int): ...
""", {"order": "ninja client http get", "remove": "ninja client http delete"}),
    "strawberry": ("""\
import strawberry
from strawberry import field as gql_field
def load(info): ...
@strawberry.type
class Query:
    @strawberry.field
    def order(self, info: strawberry.Info, id: int) -> str: ...
    @gql_field(description="x")
    def orders(self) -> list[str]: ...
    all: list[str] = strawberry.field(resolver=load)
    def plain(self): ...
@strawberry.type
class Mutation:
    @strawberry.mutation
    def cancel(self, id: int) -> bool: ...
""", {"Query.order": "strawberry client graphql get", "Query.orders": "strawberry client graphql get", "load": "strawberry client graphql get",
      "Mutation.cancel": "strawberry client graphql post"}),
    "graphene": ("""\
import graphene
from graphene_django import DjangoObjectType
class Cancel(graphene.Mutation):
    class Arguments:
        id = graphene.ID()
    @classmethod
    def mutate(cls, root, info, id): ...
class Query(graphene.ObjectType):
    def resolve_order(self, info, id): ...
class OrderType(DjangoObjectType):
    def resolve_total(self, info): ...
class Plain:
    def resolve_order(self): ...
""", {"Cancel": "graphene client graphql post", "Query": "graphene client graphql get", "OrderType": "graphene client graphql get"}),
    "ariadne": ("""\
from ariadne import MutationType, QueryType
query = QueryType()
mutation = MutationType()
@query.field("order")
def order(_, info, id): ...
@mutation.field("cancel")
async def cancel(_, info, id): ...
def late(*_): ...
query.set_field("late", late)
""", {"order": "ariadne client graphql get", "cancel": "ariadne client graphql post", "late": "ariadne client graphql get"}),
    "falcon": ("""\
import falcon
import falcon.asgi
class Orders:
    def on_get(self, req, resp, order_id): ...
    def on_post(self, req, resp): ...
    def helper(self): ...
class Unused:
    def on_get(self, req, resp): ...
app = falcon.App()
app.add_route("/orders/{order_id}", Orders())
""", {"Orders": "falcon client http get,post"}),
    "connexion": ("""\
import connexion
app = connexion.FlaskApp(__name__)
@app.route("/health")
def health(): ...
""", {"health": "connexion client http get"}),
    "pyramid": ("""\
from pyramid.config import Configurator
from pyramid.view import view_config
@view_config(route_name="orders", request_method="POST", renderer="json", permission="edit")
def add(request): ...
class Views:
    @view_config(route_name="order")
    def show(self): ...
def listed(request): ...
def main(settings):
    config = Configurator(settings=settings)
    config.add_view(listed, route_name="listed")
""", {"add": "pyramid client http post", "Views.show": "pyramid client http get", "listed": "pyramid client http get"}),
    "lambda": ("""\
import boto3
def lambda_handler(event, context): ...
def process(event, context): ...
def on_order_handler(event, _context): ...
class A:
    def handler(self, event, context): ...
""", dict.fromkeys(("lambda_handler", "process", "on_order_handler"), "aws_lambda event message")),
    "powertools": ("""\
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import Router
app = APIGatewayRestResolver()
router = Router()
@app.get("/orders/<order_id>")
def order(order_id: str): ...
@router.post("/orders")
def add(): ...
""", {"order": "powertools client http get", "add": "powertools client http post"}),
    "google and azure": ("""\
import azure.functions as func
import functions_framework
app = func.FunctionApp()
@functions_framework.http
def hello(request): ...
@functions_framework.cloud_event
def changed(cloud_event): ...
@app.function_name(name="x")
@app.route(route="orders", methods=["POST"])
def add(req: func.HttpRequest) -> func.HttpResponse: ...
@app.queue_trigger(arg_name="msg", queue_name="q", connection="c")
def queued(msg: func.QueueMessage): ...
def main(req: func.HttpRequest): ...
def other(req: func.HttpRequest): ...
""", {"hello": "google_functions client http get,post", "changed": "google_functions event message", "add": "azure_functions client http post",
      "queued": "azure_functions event message", "main": "azure_functions client http"}),
    "channels": ("""\
from channels.generic.websocket import AsyncJsonWebsocketConsumer
class Chat(AsyncJsonWebsocketConsumer):
    async def receive_json(self, content): ...
    async def _helper(self): ...
""", {"Chat": "channels client websocket"}),
    "socketio": ("""\
import socketio
from flask_socketio import Namespace, SocketIO
sio = SocketIO(app)
server = socketio.AsyncServer()
@sio.on("join")
def join(data): ...
@server.event
async def leave(sid, data): ...
class Rooms(Namespace):
    def on_join(self, data): ...
def moved(data): ...
sio.on_event("move", moved)
""", {"join": "flask_socketio client websocket post", "leave": "socketio client websocket post", "Rooms": "flask_socketio client websocket",
      "moved": "flask_socketio client websocket post"}),
    "grpc": ("""\
import orders_pb2_grpc
from gen.users_pb2_grpc import UsersServicer
class Orders(orders_pb2_grpc.OrdersServicer):
    def Get(self, request, context): ...
class Users(UsersServicer):
    def Get(self, request, context): ...
class Stub(orders_pb2_grpc.OrdersStub): ...
""", {"Orders": "grpc client rpc", "Users": "grpc client rpc"}),
    "aiogram": ("""\
from aiogram import Dispatcher, F, Router
from aiogram.filters import Command
router = Router()
dp = Dispatcher()
@router.message(Command("start"))
async def start(message): ...
@dp.callback_query(F.data == "x")
async def clicked(callback): ...
async def late(message): ...
dp.message.register(late, Command("late"))
@router.startup()
async def begin(): ...
""", {"start": "aiogram chat message", "clicked": "aiogram chat message", "late": "aiogram chat message"}),
    "python-telegram-bot": ("""\
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler, MessageHandler, filters
async def start(update, context): ...
async def echo(update, context): ...
async def button(update, context): ...
async def not_one(update, context): ...
app = ApplicationBuilder().token(T).build()
app.add_handler(CommandHandler("start", start))
app.add_handler(MessageHandler(filters.TEXT, callback=echo))
app.add_handler(CallbackQueryHandler(button, pattern="^x"))
""", {"start": "telegram chat message", "echo": "telegram chat message", "button": "telegram chat message"}),
    "discord": ("""\
import discord
from discord import app_commands
from discord.ext import commands
bot = commands.Bot(command_prefix="!")
@bot.command()
async def ping(ctx): ...
@bot.tree.command(name="order")
async def order(interaction: discord.Interaction, order_id: int): ...
@bot.event
async def on_message(message): ...
class Shop(commands.Cog):
    @commands.command()
    async def buy(self, ctx, item: str): ...
    @app_commands.command()
    async def sell(self, interaction): ...
    @commands.Cog.listener()
    async def on_member_join(self, member): ...
    async def helper(self): ...
""", {"ping": "discord chat message", "order": "discord chat message", "on_message": "discord chat message", "Shop.buy": "discord chat message",
      "Shop.sell": "discord chat message", "Shop.on_member_join": "discord chat message"}),
    "slack": ("""\
from slack_bolt import App
from slack_bolt.async_app import AsyncApp
app = App(token=t)
later = AsyncApp()
@app.command("/order")
def order(ack, command): ...
@app.action("approve")
def approve(ack, body): ...
@later.event("app_mention")
async def mentioned(event, say): ...
@app.middleware
def check(next): ...
""", {"order": "slack_bolt chat message", "approve": "slack_bolt chat message", "mentioned": "slack_bolt chat message"}),
    "mcp": ("""\
from fastmcp import FastMCP
from mcp.server import Server
from mcp.server.fastmcp import FastMCP as Official
mcp = FastMCP("a")
other = Official("b")
low = Server("c")
@mcp.tool
def one(x: int): ...
@other.tool()
async def two(x: int): ...
@mcp.resource("users://{id}")
def three(id: str): ...
@low.call_tool()
async def four(name, arguments): ...
def plain(x): ...
""", dict.fromkeys(("one", "two", "three", "four"), "mcp model message")),
    "tools of agents": ("""\
from agents import Agent as OpenAIAgent, function_tool
from langchain_core.tools import BaseTool, StructuredTool, tool
from pydantic_ai import Agent, RunContext
agent = Agent("openai:x", tools=[])
@tool
def one(x: int): ...
@tool("search", return_direct=True)
def two(x: int): ...
def three(x: int): ...
made = StructuredTool.from_function(func=three, name="three")
class Four(BaseTool):
    def _run(self, x): ...
    def helper(self): ...
@agent.tool
def five(ctx: RunContext[int], x: int): ...
@agent.tool_plain
def six(x: int): ...
def seven(x: int): ...
other = Agent("openai:x", tools=[seven])
@function_tool
def eight(x: int): ...
@agent.system_prompt
def prompt(ctx): ...
""", {"one": "langchain model message", "two": "langchain model message", "three": "langchain model message", "Four": "langchain model message",
      "five": "pydantic_ai model message", "six": "pydantic_ai model message", "seven": "pydantic_ai model message",
      "eight": "openai_agents model message"}),
    "screens": ("""\
import gradio as gr
import streamlit as st
from nicegui import app, ui
def save(): ...
st.button("Save", on_click=save)
st.button("Nothing")
def answer(message, history): ...
gr.ChatInterface(answer)
def convert(x): ...
with gr.Blocks() as demo:
    go = gr.Button("Go")
    go.click(fn=convert, inputs=[], outputs=[])
@ui.page("/orders")
def orders(): ...
def pressed(): ...
ui.button("Press", on_click=pressed)
@app.get("/api")
def api(): ...
def helper(): ...
helper()
""", {"save": "streamlit client screen post", "answer": "gradio client screen post", "convert": "gradio client screen post",
      "orders": "nicegui client screen get", "pressed": "nicegui client screen post", "api": "nicegui client http get"}),
    "chainlit": ("""\
import chainlit as cl
@cl.on_message
async def main(message: cl.Message): ...
@cl.action_callback("buy")
async def buy(action): ...
@cl.step
async def step(): ...
""", {"main": "chainlit chat message", "buy": "chainlit chat message"}),
    "commands": ("""\
import click
import typer
from django.core.management.base import BaseCommand
app = typer.Typer()
@app.command()
def one(): ...
@click.group()
def cli(): ...
@cli.command()
def two(): ...
@cli.group()
def db(): ...
@db.command("migrate")
@click.option("--x")
def three(x): ...
class Command(BaseCommand):
    def handle(self, *args, **options): ...
def helper(): ...
""", {"one": "typer person message", "cli": "click person message", "two": "click person message", "db": "click person message",
      "three": "click person message", "Command": "django person message"}),
    "names that are no library's": ("""\
class Bus:
    def on(self, name): ...
    def command(self): ...
bus = Bus()
@bus.on("x")
def a(): ...
@bus.command()
def b(): ...
def tool(f): return f
@tool
def c(): ...
def handler(event): ...
""", {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_handlers_are_told_with_who_calls_them(case: str) -> None:
    text, expected = CASES[case]
    found = TextProject(text).project.answer(HANDLERS)
    told = {
        name.removeprefix("app."): f"{each.framework} {each.caller} {each.protocol} {','.join(each.methods)}".strip()
        for name, each in found.items()
    }
    assert told == expected


def test_methods_of_classes_are_handlers_as_far_as_they_are_called() -> None:
    project = TextProject(CASES["falcon"][0]).project
    assert project.answer(ROUTE, "app.Orders.on_post") is not None
    assert project.answer(ROUTE, "app.Orders.helper") is None
    tools = TextProject(CASES["tools of agents"][0]).project
    assert tools.answer(HANDLER, "app.Four._run") is not None
    assert tools.answer(HANDLER, "app.Four.helper") is None


def test_a_route_is_a_handler_of_requests() -> None:
    project = TextProject(CASES["flask"][0]).project
    assert set(project.answer(ROUTES)) == {"app.add"}
    assert project.answer(ROUTE, "app.sync") is None
    assert project.answer(HANDLER, "app.sync") is not None


def test_what_a_rule_may_ask_depends_on_who_calls() -> None:
    asked = ("is_request", "has_status", "is_written_for", "is_waited_for", "is_unattended")
    table = {}
    for case, name in (("flask", "app.add"), ("ariadne", "app.order"), ("aiogram", "app.start"), ("mcp", "app.one"),
                       ("lambda", "app.lambda_handler"), ("commands", "app.one")):  # fmt: skip
        found = TextProject(CASES[case][0]).project.answer(HANDLERS)[name]
        table[case] = "".join("x" if getattr(found, each) else "-" for each in asked)
    assert table == {
        "flask": "xxxxx", "ariadne": "x-xxx", "aiogram": "--xxx", "mcp": "---xx", "lambda": "----x", "commands": "-----",
    }  # fmt: skip
