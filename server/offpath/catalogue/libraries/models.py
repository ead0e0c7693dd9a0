"""Language models: words of how they are asked and of what they answer, where no library tells."""

from __future__ import annotations

CLIENT_WORDS = frozenset({"llm", "gpt", "openai", "anthropic", "claude", "gemini", "chain", "chatbot"})
CLIENT_METHODS = frozenset(
    {
        "invoke", "ainvoke", "predict", "apredict", "complete", "acomplete", "generate", "agenerate", "chat", "ask", "run", "call",
    }
)  # fmt: skip
"""Names of objects, and what is called on them, where nothing else tells."""

PARSING = frozenset(
    {
        "json.loads", "orjson.loads", "ujson.loads", "simplejson.loads", "yaml.safe_load", "yaml.load", "ast.literal_eval", "tomllib.loads",
        "json5.loads", "demjson3.decode",
    }
)  # fmt: skip
PARSING_NAMES = frozenset(name.rpartition(".")[2] for name in PARSING)

EXECUTING = frozenset(
    {
        "builtins.eval", "builtins.exec", "builtins.compile", "os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.check_output",
        "subprocess.Popen", "subprocess.check_call",
    }
)  # fmt: skip
SHOWING = frozenset(
    {
        "markupsafe.Markup", "flask.render_template_string", "django.utils.safestring.mark_safe", "starlette.responses.HTMLResponse",
        "fastapi.responses.HTMLResponse", "flask.Markup",
    }
)  # fmt: skip

CONSTRAINING = frozenset(
    {"response_schema", "response_json_schema", "json_schema", "guided_json", "output_schema", "text_format"}
)
"""Names under which a model's service is handed the schema that its answer must have."""

ANSWERING_NO_TEXT = frozenset({"images", "audio", "speech", "embeddings", "moderations", "files", "transcriptions"})
"""Parts of clients whose answers are no texts of a model: pictures, sounds, vectors."""

MAY_BE_BLOCKED = ("models", "generate_content")
"""How models are asked whose answer has no text where a filter stopped it."""

OFFERING_TOOLS = ("tools", "functions")
"""Arguments by which a model may call for a tool instead of answering with a text."""

KEEPING_TALK = frozenset(
    {
        "message", "messages", "chat", "chats", "conversation", "conversations", "history", "log", "logs", "turn", "turns", "reply", "transcript",
        "completion", "thread", "cache", "usage", "prompt", "answer", "response",
    }
)  # fmt: skip
"""Words of tables and models that keep what was said, as it was said."""

NOT_LOOKING = frozenset(
    {
        "get", "strip", "lstrip", "rstrip", "lower", "upper", "len", "bool", "json", "hasattr", "getattr", "list", "str", "raise_for_status",
    }
)  # fmt: skip
"""Calls in tests that only ask whether there is something."""

ASIDE = frozenset(
    {
        "finish_reason", "stop_reason", "usage", "status_code", "ok", "refusal", "tool_calls", "candidates", "choices", "prompt_feedback", "block_reason",
        "type", "role", "status", "id", "model",
    }
)  # fmt: skip
"""What goes with an answer and is none of its text."""

POSTING = frozenset({"post", "request", "urlopen", "Request", "fetch"})
ENDPOINTS = (
    "/chat/completions",
    "/v1/completions",
    "/v1/messages",
    "/v1/responses",
    "/api/generate",
    "/api/chat",
    ":generateContent",
)
"""How the addresses end at which models are asked by hand."""

PAYLOADS = (
    frozenset({"model", "messages"}),
    frozenset({"model", "prompt"}),
    frozenset({"contents", "generationConfig"}),
)
"""The keys of what is posted to a model."""

CONTENT_KEYS = frozenset({"content", "text", "response", "output_text", "generated_text", "completion"})
"""The keys under which a service's answer holds what the model says."""

VALIDATING = frozenset(
    {
        "validate", "check", "ensure", "require", "verify", "isinstance", "sanitize", "sanitise", "clean", "escape", "parse", "model", "coerce",
        "assert", "is", "fullmatch", "match", "load",
    }
)  # fmt: skip
"""First words of functions that look at a value, or make it fit."""

FAULT_FINDING = frozenset({"iter_errors", "get_errors"})
"""Functions that answer what is wrong with a value, with their whole names."""

ON_EACH = frozenset({"map", "filter"})
"""Functions that hand each item of a value to the one that comes first."""

BUILDING = frozenset(
    f"{library}.{step}" for library in ("sqlalchemy", "sqlmodel") for step in ("select", "insert", "update", "delete")
)
"""What a mapper's statements begin with, which hands over as values what it is given."""

WRITING_SQL = frozenset({"text", "literal_column", "TextClause", "RawSQL"})
"""What makes a text a part of such a statement as it comes."""
