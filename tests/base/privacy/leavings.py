"""Every value of every table, searched for what says who somebody is."""

import base64
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import PERSON, SCOPE_COLUMN, SCOPE_ID
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.model import Base

Traces = dict[str, set[str]]


@dataclass
class Canaries:
    """Words that must not be left, and the sealed or keyed bytes in which they are hidden."""

    words: tuple[str, ...]
    hidden: dict[bytes, set[str]] = field(default_factory=dict)

    def hide(self, sealed: bytes | None, *words: str) -> None:
        assert sealed is not None, words
        self.hidden[sealed] = set(words)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Remember whatever is sealed with one of the words in it, under whichever binding."""
        seal = FieldCipher.seal

        def watched(cipher: FieldCipher, clear: str, *, binding: str) -> bytes:
            sealed = seal(cipher, clear, binding=binding)
            if words := self._within(clear) | self._within(_unpacked(clear)):
                self.hidden[sealed] = words
            return sealed

        patch.setattr(FieldCipher, "seal", watched)

    def in_value(self, value: Any) -> set[str]:
        if isinstance(value, bytes | memoryview):
            plain = bytes(value)
            return self.hidden.get(plain, set()) | self._within(plain.decode("utf-8", "replace"))
        # An id is chance: its digits may be those of a number.
        return set() if isinstance(value, UUID) else self._within(str(value))

    def _within(self, clear: str) -> set[str]:
        return {word for word in self.words if word in clear}


def _unpacked(clear: str) -> str:
    """A file is sealed as base64, everything else as it is."""
    try:
        return base64.b64decode(clear, validate=True).decode("utf-8", "replace")
    except ValueError:
        return ""


async def traces(
    session: AsyncSession, canaries: Canaries, *, district_id: UUID, person_id: UUID
) -> Traces:
    """`table.column` → which words lie there, in all tables, from inside the walls."""
    walls = {SCOPE_COLUMN: "district_id", SCOPE_ID: str(district_id), PERSON: str(person_id)}
    for name, value in walls.items():
        await session.execute(select(func.set_config(name, value, True)))
    found: Traces = defaultdict(set)
    for table in sorted(Base.metadata.tables):
        for row in (await session.execute(text(f'SELECT * FROM "{table}"'))).mappings():
            for column, value in row.items():
                if words := canaries.in_value(value):
                    found[f"{table}.{column}"] |= words
    await session.rollback()
    return found
