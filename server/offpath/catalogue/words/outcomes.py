"""The words in which programs report success and failure, and the responses that carry them."""

from __future__ import annotations

SUCCESS_WORDS = frozenset(
    {
        "ok", "okay", "success", "successful", "successfully", "succeeded", "done", "saved", "stored", "created", "updated",
        "deleted", "removed", "added", "inserted", "recorded", "registered", "logged", "persisted", "written", "sent",
        "queued", "accepted", "completed", "complete", "subscribed", "unsubscribed", "processed", "applied", "published",
        "uploaded", "scheduled", "confirmed", "approved", "charged", "refunded", "transferred", "cancelled", "canceled",
        "activated", "deactivated", "enabled", "disabled", "archived", "assigned", "set", "paid", "delivered", "booked",
        "reset", "cleared", "renamed", "moved", "granted", "revoked", "synced", "imported", "exported",
    }
)  # fmt: skip
ACTED = (
    SUCCESS_WORDS
    - {
        "ok", "okay", "success", "successful", "successfully", "succeeded", "done", "completed", "complete", "processed", "applied", "accepted", "logged",
        "written", "set", "recorded", "reset", "moved", "queued", "stored",
    }
) | {
    "closed", "blocked", "unblocked", "banned", "submitted", "invited", "escalated", "marked", "placed", "reserved", "redeemed", "linked", "connected",
    "renewed",
}  # fmt: skip
"""Those that say of one thing that it was done to it, where nothing but a change of the world can be meant."""

FAILURE_WORDS = frozenset(
    {
        "error", "errors", "fail", "failed", "failure", "invalid", "unavailable", "denied", "refused", "rejected", "missing",
        "not", "cannot", "unknown", "forbidden", "unauthorized", "unauthorised", "closed", "expired", "timeout", "conflict",
        "skipped", "unchanged", "pending", "duplicate", "exists", "unsuccessful", "declined", "aborted", "no",
    }
)  # fmt: skip
FAILING_KEYS = frozenset(
    {"failed", "failure", "rejected", "refused", "denied", "declined", "aborted", "invalid", "errored", "timed"}
)
"""Words of flags that say, where they are up, that it did not work."""

FLAG_KEYS = frozenset({"success", "ok", "status", "result", "succeeded", "successful", "done"})
STATUS_KEYS = frozenset({"status", "result", "state", "outcome", "message", "detail", "msg", "info", "response"})
MESSAGE_KEYS = frozenset({"message", "detail", "msg", "info"})
ERROR_KEYS = frozenset({"error", "errors", "error_message", "exception", "reason"})
STATUS_ARGUMENTS = frozenset({"status", "status_code", "code"})
BODY_ARGUMENTS = frozenset({"content", "data", "body", "context", "payload", "json", "text"})
RESPONSES = frozenset(
    {
        "jsonify", "JSONResponse", "JsonResponse", "Response", "HttpResponse", "make_response", "json_response", "json",
        "ORJSONResponse", "UJSONResponse", "PlainTextResponse", "HTMLResponse", "text", "HTTPResponse",
    }
)  # fmt: skip
RESPONSE_WRITERS = frozenset({"tornado.web.RequestHandler.write", "tornado.web.RequestHandler.finish"})
OK_CONSTRUCTORS = frozenset({"Ok", "Success"})
ERROR_CONSTRUCTORS = frozenset(
    {
        "Err",
        "Failure",
        "HttpResponseBadRequest",
        "HttpResponseForbidden",
        "HttpResponseNotFound",
        "HttpResponseServerError",
    }
)
STATUS_NAMES: dict[str, int] = {
    "OK": 200, "CREATED": 201, "ACCEPTED": 202, "NO_CONTENT": 204, "BAD_REQUEST": 400, "UNAUTHORIZED": 401,
    "FORBIDDEN": 403, "NOT_FOUND": 404, "CONFLICT": 409, "GONE": 410, "UNPROCESSABLE_ENTITY": 422,
    "INTERNAL_SERVER_ERROR": 500, "BAD_GATEWAY": 502, "SERVICE_UNAVAILABLE": 503, "GATEWAY_TIMEOUT": 504,
}  # fmt: skip

TELLING_PEOPLE = frozenset({"flash", "add_message", "message_user", "toast", "notify_user", "show_message"})
"""Calls that show a message to the person who waits for an answer, with a level or without."""

TELLING_OBJECTS = frozenset({"messages", "st", "streamlit", "ui", "toast"})
"""Modules and objects whose methods do so, each at its level."""

TOLD_BY_METHOD = {
    "success": "success",
    "balloons": "success",
    "error": "failure",
    "warning": "failure",
    "exception": "failure",
}
TOLD_BY_LEVEL = {
    "success": "success", "error": "failure", "danger": "failure", "warning": "failure", "alert": "failure", "failure": "failure", "positive": "success",
    "negative": "failure",
}  # fmt: skip
"""What levels and categories say."""
