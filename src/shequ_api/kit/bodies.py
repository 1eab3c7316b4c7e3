"""By what it is told that a body was sent before: a keyed code, which tells nothing else of it.

A hash without a key would: whoever has the table tries the few answers that a form about somebody's
health takes. Codes are a row's own, so that two of the same body do not show as the same.
"""

import hmac
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.crypto import mac

DIGEST_BYTES, MARK_BYTES = 32, 10
_KEYED = b"\x01"
_LENGTH = len(_KEYED) + MARK_BYTES + DIGEST_BYTES


class BodyCodes:
    """Codes under one key. A kept code names its key by a mark."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._head = _KEYED + mac(key, b"bodies", MARK_BYTES)

    def of(self, row_id: UUID, digest: bytes) -> bytes:
        """What is kept in the place of the SHA-256 of a row's body: 43 bytes."""
        return self._head + mac(self._key, row_id.bytes + digest, DIGEST_BYTES)

    def holds(self, kept: bytes, row_id: UUID, digest: bytes) -> bool:
        """Whether a body is the one that was kept.

        What was kept before there was a key is the SHA-256 itself. What was kept under a key that
        was changed since cannot be compared: the row's id, of the client's making, must do.
        """
        if len(kept) == DIGEST_BYTES:
            return hmac.compare_digest(kept, digest)
        if len(kept) == _LENGTH and not kept.startswith(self._head):
            return kept.startswith(_KEYED)
        return hmac.compare_digest(kept, self.of(row_id, digest))


def body_codes(session: AsyncSession) -> BodyCodes:
    """The codes of a session's application."""
    return cast(BodyCodes, session.info["body_codes"])
