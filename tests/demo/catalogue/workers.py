"""What the catalogue does beside serving requests."""

import json
import threading
from unittest.mock import MagicMock

from openai import AsyncOpenAI

model = AsyncOpenAI(timeout=20)
metrics = MagicMock()
TITLE = "BestÃ¤nde"


class Indexer:
    """Keeps the search index up to date."""

    def __init__(self) -> None:
        self.pending = 0
        self.slots = 4
        self.thread = threading.Thread(target=self._run, daemon=True)

    def add(self, skus: list[str]) -> None:
        """Take products for the next round."""
        self.pending += len(skus)

    def _run(self) -> None:
        while self.pending:
            self.pending -= 1

    async def build(self, client, sku: str) -> None:
        """Build a product's entry, where a slot is free."""
        if self.slots > 0:
            await client.post(f"/index/{sku}")
            self.slots -= 1


async def describe(sku: str, notes: str) -> dict:
    """What a product is like, in the words of a model."""
    answer = await model.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": notes}])
    return {"sku": sku, **json.loads(answer.choices[0].message.content)}


async def shortened(text: str, length: int) -> str:
    """The beginning of a text."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
