"""Identifiers: UUIDv7, made by us or by the client (offline records bring their own)."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A fresh UUIDv7: sorts by the time of its making."""
    return uuid_utils.compat.uuid7()
