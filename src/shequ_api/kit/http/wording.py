"""What the OpenAPI document says of all operations: statuses, headers and parameters."""

from typing import Any

MEANINGS = {
    "400": "The Idempotency-Key, the cursor or the form's frame is unfit",
    "401": "Unknown: sign in again",
    "403": "Known, but without this right, or not under this posting; the body says which",
    "404": "Absent, or not in view",
    "409": "Not now; the body says why",
    "410": "Over, used or withdrawn",
    "412": "Changed since: fetch again",
    "413": "Larger than is taken",
    "422": "Malformed; `errors` points at each field",
    "428": "If-Match is required",
    "429": "Too often; see Retry-After",
    "503": "Something we depend on is down; see Retry-After",
}
KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Repeat a request safely: the first success is answered again for 30 days, "
    "marked with `Idempotency-Replayed: true`.",
    "example": "m9x2k4-7f3ab1c8d2",
}
MATCH_PARAMETER: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag of what was read: a change made by somebody else since is not lost.",
}
POSTING_PARAMETER: dict[str, Any] = {
    "name": "X-Acting-Posting",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The posting to act under (its id), or `self`. The only one is taken without.",
    "example": "self",
}
BEHALF_PARAMETER: dict[str, Any] = {
    "name": "X-On-Behalf-Of",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "format": "uuid"},
    "description": "Act for another person, by the id of the mandate. Other operations refuse it.",
    "example": "0199a3c4-5d6e-7f80-9a1b-000000000141",
}
HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "The version of what was answered; send it back as If-Match, or as "
        "If-None-Match where that is offered",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds to wait before the same request may be sent again",
        "schema": {"type": "integer", "minimum": 0},
    },
    "Idempotency-Replayed": {
        "description": "`true` where this is the answer that the key was given before; "
        "absent the first time",
        "schema": {"type": "string", "const": "true"},
    },
    "WWW-Authenticate": {
        "description": "`Bearer` where no token was sent; absent where one was refused",
        "schema": {"type": "string"},
    },
    "X-Request-Id": {
        "description": "Name it when you report a fault",
        "schema": {"type": "string"},
    },
}
"""The document's components: a response names those that it may carry."""


def header_refs(*names: str) -> dict[str, Any]:
    """The `headers` of a response, for a route's `responses=` too."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
