"""The trail's form: each step carries a hash, bound to that of the step before it in its case.

What everybody may read of a step goes into its hash as it is; who took it, on what facts and with
what note goes in as two digests under salts of chance. So whoever holds the hash guesses neither a
name nor a short note from it; whoever forgets a note throws its salt away, and the chain holds.

The form `shequ-trail/1`: a step's hash is the SHA-256 of ten lines (UTF-8, joined by one `\\n`):
form, hash before (64 zeros before the first), case, number, step, state before (`-` before the
first), state after, instant (UTC, `2026-11-22T02:05:12.480000Z`), record digest, words digest.
Hashes and digests are 64 lower-case hexadecimal digits.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

FORM = "shequ-trail/1"
FIRST = bytes(32)
"""What the first step of a case is bound to."""
SALT_BYTES = 16


class Step(Protocol):
    """What is bound of a step; a logged one has all of it."""

    id: Any
    case_id: Any
    district_id: Any
    number: Any
    step: Any
    from_state: Any
    to_state: Any
    actor_id: Any
    taken_at: Any
    facts: Any


def bound(previous: bytes | None, step: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a new step, with those that bind it to the hash before it (None: to none)."""
    salt, words_salt = os.urandom(SALT_BYTES), os.urandom(SALT_BYTES)
    record = record_digest(
        salt, step["id"], step["district_id"], step["actor_id"], facts=step["facts"]
    )
    words = words_digest(words_salt, step["note"])
    public = (step["step"], step["from_state"], step["to_state"], step["taken_at"])
    code = hash_of(previous or FIRST, step["case_id"], step["number"], *public, record, words)
    seal = {"salt": salt, "words_salt": words_salt, "words_digest": words, "hash": code}
    return {**step, **seal}


def record_digest(
    salt: bytes,
    step_id: UUID,
    district_id: UUID,
    actor_id: UUID | None,
    *,
    facts: Mapping[str, Any],
) -> bytes:
    """SHA-256 (32 bytes) of the salt and what only the office reads: JSON without spaces, keys in
    order, all but ASCII escaped. ValueError: facts with fractions, which databases write anew."""
    plain = [str(step_id), str(district_id), str(actor_id) if actor_id else None, facts]
    text = json.dumps(plain, separators=(",", ":"), sort_keys=True)
    json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    return hashlib.sha256(salt + text.encode()).digest()


def words_digest(salt: bytes, note: str | None) -> bytes:
    """SHA-256 (32 bytes) of the salt and a note in UTF-8, behind `=`; of the salt alone without
    one."""
    return hashlib.sha256(salt + (b"" if note is None else b"=" + note.encode())).digest()


def hash_of(
    previous: bytes,
    case_id: UUID,
    number: int,
    step: str,
    source: str | None,
    target: str,
    at: datetime,
    record: bytes,
    words: bytes,
) -> bytes:
    """A step's hash (32 bytes), in the form that stands at the head of this file."""
    lines = (
        *(FORM, previous.hex(), str(case_id), str(number)),
        *(step, source or "-", target, instant_of(at), record.hex(), words.hex()),
    )
    return hashlib.sha256("\n".join(lines).encode()).digest()


def instant_of(at: datetime) -> str:
    """An instant as it is hashed: UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _refuse(number: str) -> None:
    raise ValueError(f"facts hold whole numbers, not {number}")
