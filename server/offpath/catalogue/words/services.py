"""What services call their keys, by the library that they are handed to or the address that is asked, as data."""

from __future__ import annotations

SERVICES: dict[str, str] = {
    "google.generativeai": "GEMINI",
    "google.genai": "GEMINI",
    "generativelanguage.googleapis.com": "GEMINI",
    "openai": "OPENAI",
    "api.openai.com": "OPENAI",
    "anthropic": "ANTHROPIC",
    "api.anthropic.com": "ANTHROPIC",
    "groq": "GROQ",
    "api.groq.com": "GROQ",
    "mistralai": "MISTRAL",
    "api.mistral.ai": "MISTRAL",
    "cohere": "COHERE",
    "openrouter.ai": "OPENROUTER",
    "api.deepseek.com": "DEEPSEEK",
    "stripe": "STRIPE",
    "sendgrid": "SENDGRID",
    "twilio": "TWILIO",
    "replicate": "REPLICATE",
    "pinecone": "PINECONE",
    "api.telegram.org": "TELEGRAM",
}
"""Libraries and hosts, with the first word of the variable that their own guides use."""
