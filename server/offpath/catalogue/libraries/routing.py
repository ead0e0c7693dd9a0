"""Names that tie paths to handlers in many frameworks, and what views are called; what is one library's is in its own file."""

from __future__ import annotations

from offpath.catalogue.form import VERBS
from offpath.catalogue.libraries.concurrency import STARTING

WRITING_VERBS = frozenset({"post", "put", "patch", "delete"})

DIRECT = frozenset({"get", "post", "put", "patch", "delete", "route", "view", "head", "options"})
"""Names of registering calls that many other things are called too."""

REGISTERING = frozenset(
    {
        "add_url_rule", "include", "path", "re_path", "url", "add_api_route", "add_route", "register", "Route", "add_handlers", "add_get",
        "add_post", "add_put", "add_patch", "add_delete", "add_view", "add_resource", "setdefaulttimeout", "LoginManager", "JWTManager",
        "api_route", "add_websocket_route", "Depends", "Security", "login_required",
    }
    | DIRECT
    | STARTING
)  # fmt: skip
"""Names of calls that tie routes together, besides those that make groups and those of single libraries, or start work of its own."""

HOUSE_CALLS = ("add_", "register", "on_", "subscribe", "route_", "handle_", "expose")
"""How the names of calls begin that may be handed handlers by a framework of the user's own: a unit is read without its settings."""

GENERIC_WRITES: dict[str, tuple[str, ...]] = {
    "CreateView": ("post",), "UpdateView": ("post",), "DeleteView": ("post",), "CreateAPIView": ("post",), "UpdateAPIView": ("put", "patch"),
    "DestroyAPIView": ("delete",), "ListCreateAPIView": ("post",), "RetrieveUpdateAPIView": ("put", "patch"),
    "RetrieveDestroyAPIView": ("delete",), "RetrieveUpdateDestroyAPIView": ("put", "patch", "delete"),
    "ModelViewSet": ("post", "put", "patch", "delete"), "CreateModelMixin": ("post",), "UpdateModelMixin": ("put", "patch"),
    "DestroyModelMixin": ("delete",), "ArchiveIndexView": (),
}  # fmt: skip
"""Generic classes that write by themselves, with the methods by which they do."""

ADMIN_SITES = ("django.contrib.admin.", "django.contrib.auth.admin.", "unfold.admin.")
"""Modules of classes that Django's administration site serves, to staff alone."""

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
