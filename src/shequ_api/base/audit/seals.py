"""Seals: the codes that bind an entry to its contents and a block to the one before it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID

from shequ_api.kit.crypto import KEY_BYTES, KeyRing, mac

ID_BYTES = 16
SLOT_BYTES = ID_BYTES + KEY_BYTES
FIRST_PREVIOUS = bytes(KEY_BYTES)
"""What the first block is bound to."""
ENTRY_COLUMNS = (
    *("id", "at", "person_id", "posting_id", "role", "on_behalf_of_id", "operation"),
    *("subject_ids", "parameters", "request_id", "subdistrict_id", "district_id", "city_id"),
    "key_id",
)
"""What an entry's digest covers: every column but the digest. A test holds it to the table."""
LOOK_COLUMNS = (
    *("id", "at", "reader_id", "posting_id", "role", "organisation_id", "community_id"),
    *("subdistrict_id", "district_id", "city_id", "subject_kind", "subject_id", "person_id"),
    *("fields", "purpose", "reason", "request_id", "key_id"),
)
"""As much of a look."""


class BlockHeader(Protocol):
    """A block without the bytes of its entries."""

    number: Any
    day: Any
    holds: Any
    sealed_at: Any
    size: Any
    previous_hash: Any
    key_id: Any


class Seals:
    """Codes under the audit key. Rows keep the id of their key, so that older ones stay provable
    while the ring holds it."""

    def __init__(self, ring: KeyRing) -> None:
        self.current = ring.current
        self._entries = ring.derived("audit/entries")
        self._looks = ring.derived("audit/looks")
        self._blocks = ring.derived("audit/blocks")

    def digest(self, entry: Any) -> bytes | None:
        """The code (32 bytes) of an entry's columns; None where its key is not in the ring."""
        key = self._entries.get(entry.key_id)
        values = [_plain(getattr(entry, column)) for column in ENTRY_COLUMNS]
        return mac(key, _text("audit/1", *values), KEY_BYTES) if key else None

    def look_digest(self, look: Any) -> bytes | None:
        """As much of a look."""
        key = self._looks.get(look.key_id)
        values = [_plain(getattr(look, column)) for column in LOOK_COLUMNS]
        return mac(key, _text("look/1", *values), KEY_BYTES) if key else None

    def hash(self, block: BlockHeader, entries_hash: bytes) -> bytes | None:
        """The code (32 bytes) of a block's columns; None where its key is not in the ring.

        `entries_hash` is the SHA-256 of its entries' bytes.
        """
        key = self._blocks.get(block.key_id)
        message = _text(
            "audit-block/1",
            block.number,
            block.day.isoformat(),
            block.holds,
            _plain(block.sealed_at),
            block.size,
            entries_hash.hex(),
            block.previous_hash.hex(),
            block.key_id,
        )
        return mac(key, message, KEY_BYTES) if key else None


def packed(entries: list[tuple[UUID, bytes]]) -> bytes:
    """Ids and digests in order, 48 bytes for each."""
    return b"".join(entry_id.bytes + digest for entry_id, digest in entries)


def slots(entries: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Id and digest of each whole slot."""
    for start in range(0, len(entries) - SLOT_BYTES + 1, SLOT_BYTES):
        middle = start + ID_BYTES
        yield entries[start:middle], entries[middle : start + SLOT_BYTES]


def hash_of(entries: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(entries).digest()


def _text(*values: Any) -> bytes:
    return json.dumps(values, separators=(",", ":"), sort_keys=True).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID | date):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, list) else value
