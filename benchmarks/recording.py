"""Recording the SQL of one request, so that the bare app can run the very same."""

import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

HASH_LENGTH = 64
"""Of a SHA-256 in hex."""


@dataclass
class Recording:
    """Statements with their parameters, the answer, and which values each request makes anew."""

    statements: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    status: int = 200
    body: bytes = b""
    fresh: list[UUID] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return any(not sql.lstrip().upper().startswith("SELECT") for sql, _ in self.statements)

    def renewed(self) -> list[tuple[str, tuple[Any, ...]]]:
        """The statements with fresh ids and hashes, as another request would send them."""
        if not self.fresh:
            return self.statements
        new = {old: uuid_utils.compat.uuid7() for old in self.fresh}
        texts = {str(old): str(value) for old, value in new.items()}
        return [
            (sql, tuple(_renew(v, new, texts) for v in values)) for sql, values in self.statements
        ]


def _renew(value: Any, new: dict[UUID, UUID], texts: dict[str, str]) -> Any:
    if isinstance(value, UUID):
        return new.get(value, value)
    if isinstance(value, bytes) and len(value) == 32:
        return os.urandom(32)
    if isinstance(value, str) and len(value) == HASH_LENGTH and value.isalnum():
        return texts.setdefault(value, os.urandom(32).hex())
    if isinstance(value, str) and len(value) >= 36:
        for old, text in texts.items():
            value = value.replace(old, text)
    return value


@contextmanager
def recorded(engine: AsyncEngine) -> Iterator[Recording]:
    """Record every statement that the engine runs inside the block."""
    recording = Recording()

    def note(_c: Any, _cur: Any, sql: str, values: Any, _ctx: Any, many: bool) -> None:
        # "Insert many values" is one statement with all values in it.
        for one in values if many and isinstance(values, list) else [values]:
            recording.statements.append((sql, tuple(one)))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield recording
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


def mark_fresh(first: Recording, second: Recording) -> Recording:
    """`second`, with the ids that the two do not share marked as made for each request."""
    known = {v for _, values in first.statements for v in values if isinstance(v, UUID)}
    seen: dict[UUID, None] = {}
    for _, values in second.statements:
        seen.update({v: None for v in values if isinstance(v, UUID) and v not in known})
    second.fresh = list(seen)
    return second


def save(recordings: dict[str, Recording], path: Path) -> None:
    """By the method of their requests."""
    path.write_bytes(pickle.dumps(recordings))


def load(path: Path) -> dict[str, Recording]:
    recordings: dict[str, Recording] = pickle.loads(path.read_bytes())
    return recordings
