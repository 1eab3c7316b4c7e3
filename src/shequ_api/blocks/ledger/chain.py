"""The chain: what binds a transfer to its block, and a block to the one before.

Nothing here needs a key. What a block's hash was stands in the audit log, which is under one that
the database does not hold.
"""

import hashlib
import json
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

FIRST_PREVIOUS = bytes(32)
"""What the first block is bound to."""
TRANSFER_COLUMNS = (
    *("number", "id", "ledger", "district_id", "key", "debit_account_id", "credit_account_id"),
    *("amount", "reason", "reference_kind", "reference_id", "reverses_id", "hold_id", "at"),
)
"""What a transfer's digest covers: every column. A test holds it to the table."""


class BlockHeader(Protocol):
    """A block without the bytes of its entries."""

    number: Any
    sealed_at: Any
    size: Any
    first: Any
    upto: Any


def digest_of(transfer: Any) -> bytes:
    """SHA-256 (32 bytes) over a transfer's columns."""
    return _hash("shequ-transfer/1", *(getattr(transfer, name) for name in TRANSFER_COLUMNS))


def block_hash(block: BlockHeader, entries_hash: bytes, previous_hash: bytes) -> bytes:
    """SHA-256 (32 bytes) over a block; `entries_hash` is that of its entries' bytes."""
    return _hash(
        "shequ-ledger-block/1",
        block.number,
        block.sealed_at,
        block.size,
        block.first,
        block.upto,
        entries_hash.hex(),
        previous_hash.hex(),
    )


def _hash(*values: Any) -> bytes:
    text = json.dumps([_plain(value) for value in values], ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID) else value
