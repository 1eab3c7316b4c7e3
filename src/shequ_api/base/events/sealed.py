"""What this module keeps sealed: the answers by which a repeated request is answered."""

from typing import Any

from shequ_api.kit.http.idempotency import IdempotencyRecord
from shequ_api.kit.sealed import Sealed


def _answer(row: Any) -> str:
    return "\x1f".join(("idempotency_records", row.principal, row.method, row.path, row.key))


def _body_hash(row: Any) -> str:
    scope = (row.principal, row.method, row.path, row.key)
    return "\x1f".join(("idempotency_records", "body_hash", *scope))


SEALED = (
    Sealed(IdempotencyRecord.body, "body", bind=_answer, at_once=50),
    Sealed(IdempotencyRecord.body_hash, "body_hash", bind=_body_hash),
)
