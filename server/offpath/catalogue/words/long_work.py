"""Words of work that takes minutes rather than seconds, as data."""

from __future__ import annotations

LONG_WORK = frozenset(
    {
        "generate", "generation", "generative", "completion", "completions", "inference", "embed", "embedding", "embeddings", "llm", "llms", "prompt",
        "prompts", "transcribe", "transcription", "transcriptions", "predict", "prediction", "predictions", "diffusion", "whisper", "speech", "tts",
        "openai", "ollama", "anthropic", "huggingface", "gemini", "claude", "groq", "mistral", "deepseek", "openrouter", "replicate", "vllm", "gpt",
        "upload", "uploads",
    }
)  # fmt: skip
"""Models that answer, draw, listen or speak, the services that run them, and files that go out."""

OF_FILES = frozenset(
    {"file", "files", "chunk", "blob", "bytes", "image", "audio", "video", "archive", "stream", "upload", "pdf", "attachment"}
)  # fmt: skip
"""Words of names that hold what is in a file."""
