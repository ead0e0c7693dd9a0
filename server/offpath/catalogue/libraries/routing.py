"""How frameworks tie paths to handlers, as data: what makes routes, groups, hooks and middleware, by canonical name."""

from __future__ import annotations

from offpath.catalogue.libraries.concurrency import STARTING

VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
WRITING_VERBS = frozenset({"post", "put", "patch", "delete"})

DIRECT = frozenset({"get", "post", "put", "patch", "delete", "route", "view", "head", "options"})
"""Names of registering calls that many other things are called too."""

REGISTERING = frozenset(
    {
        "add_url_rule", "register_blueprint", "before_request", "before_app_request", "url_value_preprocessor",
        "app_url_value_preprocessor", "include_router", "include", "path", "re_path", "url",
        "add_api_route", "add_route", "add_middleware", "middleware", "register", "Mount", "mount", "Route", "Router", "APIRouter", "FastAPI",
        "Starlette", "Flask", "Quart", "Blueprint", "APIBlueprint", "Application", "add_handlers", "add_get", "add_post", "add_put", "add_patch",
        "add_delete", "add_view", "add_routes", "Sanic", "Litestar", "Bottle", "Api", "Namespace", "add_resource", "add_namespace", "blueprint",
        "setdefaulttimeout", "on_request", "register_middleware", "install", "hook", "add_hook", "LoginManager", "JWTManager", "group",
        "api_route", "add_websocket_route", "add_subapp", "host", "Depends", "Security", "RouteTableDef", "merge", "login_required",
    }
    | DIRECT
    | STARTING
)  # fmt: skip
"""Names of calls that tie routes, hooks, routers and middleware together, in every framework of the catalogue, or start work of its own."""

APPLICATIONS: dict[str, str] = {
    "Flask": "flask", "Quart": "quart", "FastAPI": "fastapi", "Starlette": "starlette", "Sanic": "sanic", "Litestar": "litestar",
    "Bottle": "bottle", "Application": "aiohttp", "OpenAPI": "flask", "APIFlask": "flask",
}  # fmt: skip
"""What makes an application, by the called name, with its framework."""

GROUPS = frozenset({"Blueprint", "APIBlueprint", "APIRouter", "Router", "Namespace", "RouteTableDef", "Api"})
"""What makes a group of routes."""

JOINING = frozenset(
    {
        "register_blueprint",
        "include_router",
        "blueprint",
        "mount",
        "Mount",
        "add_routes",
        "add_namespace",
        "group",
        "add_subapp",
        "merge",
        "Api",
        "host",
    }
)
"""Calls that put a group into another group or application."""

HOOKING = frozenset(
    {
        "before_request",
        "before_app_request",
        "url_value_preprocessor",
        "app_url_value_preprocessor",
        "add_middleware",
        "middleware",
        "on_request",
        "register_middleware",
        "install",
        "hook",
        "add_hook",
    }
)
"""Calls and decorators that let a function or class see every request of a group or application."""

ROUTERS: dict[str, str] = {
    "flask.Flask": "flask", "flask.Blueprint": "flask", "quart.Quart": "quart", "quart.Blueprint": "quart", "flask_smorest.Blueprint": "flask",
    "flask_openapi3.OpenAPI": "flask", "flask_openapi3.APIBlueprint": "flask", "apiflask.APIFlask": "flask", "apiflask.APIBlueprint": "flask",
    "flask_restx.Namespace": "flask", "flask_restx.Api": "flask", "flask_restful.Api": "flask", "fastapi.FastAPI": "fastapi",
    "fastapi.APIRouter": "fastapi", "starlette.applications.Starlette": "starlette", "starlette.routing.Router": "starlette",
    "aiohttp.web.RouteTableDef": "aiohttp", "sanic.Sanic": "sanic", "sanic.Blueprint": "sanic", "litestar": "litestar",
    "litestar.handlers": "litestar", "bottle": "bottle", "bottle.Bottle": "bottle",
}  # fmt: skip
"""What has decorators that make routes, by canonical name, with its framework."""

DECORATED = frozenset({"route", "api_route", "view", "websocket", "http_method", *VERBS})
"""Names of decorators that make routes."""

VIEW_BASES: dict[str, str] = {
    "flask.views.": "flask", "quart.views.": "quart", "flask_restful.Resource": "flask", "flask_restx.Resource": "flask",
    "flask_restx.resource.Resource": "flask", "django.views.": "django", "django.contrib.auth.views.": "django", "rest_framework.": "drf",
    "aiohttp.web.View": "aiohttp", "sanic.views.": "sanic", "starlette.endpoints.": "starlette", "litestar.Controller": "litestar",
    "litestar.controller.Controller": "litestar", "tornado.web.RequestHandler": "tornado",
}  # fmt: skip
"""Prefixes of canonical names of classes whose subclasses answer requests, with their framework."""

DJANGO_VIEW_DECORATORS = (
    "django.views.decorators.",
    "django.contrib.auth.decorators.",
    "django.contrib.admin.views.decorators.",
)

GENERIC_WRITES: dict[str, tuple[str, ...]] = {
    "CreateView": ("post",), "UpdateView": ("post",), "DeleteView": ("post",), "CreateAPIView": ("post",), "UpdateAPIView": ("put", "patch"),
    "DestroyAPIView": ("delete",), "ListCreateAPIView": ("post",), "RetrieveUpdateAPIView": ("put", "patch"),
    "RetrieveDestroyAPIView": ("delete",), "RetrieveUpdateDestroyAPIView": ("put", "patch", "delete"),
    "ModelViewSet": ("post", "put", "patch", "delete"), "CreateModelMixin": ("post",), "UpdateModelMixin": ("put", "patch"),
    "DestroyModelMixin": ("delete",), "ArchiveIndexView": (),
}  # fmt: skip
"""Generic classes that write by themselves, with the methods by which they do."""

GENERIC_LOOKUPS = frozenset(
    {
        "DetailView", "UpdateView", "DeleteView", "RetrieveAPIView", "RetrieveUpdateAPIView", "RetrieveDestroyAPIView", "UpdateAPIView", "DestroyAPIView",
        "RetrieveUpdateDestroyAPIView", "ModelViewSet", "ReadOnlyModelViewSet", "RetrieveModelMixin", "UpdateModelMixin", "DestroyModelMixin",
    }
)  # fmt: skip
"""Generic classes that look a record up by what the URL says."""

VIEW_METHODS = frozenset(
    {
        *VERBS, "dispatch", "form_valid", "form_invalid", "get_object", "get_queryset", "get_context_data", "perform_create", "perform_update",
        "perform_destroy", "list", "create", "retrieve", "update", "partial_update", "destroy", "delete", "prepare", "setup", "get_success_url",
        "get_form_kwargs", "get_initial", "dispatch_request",
    }
)  # fmt: skip
"""Methods of views that a framework calls."""

INJECTORS = frozenset({"Depends", "Security", "Provide", "Middleware", "partial", "Annotated"})
"""Calls around a dependency or middleware that say nothing themselves."""
