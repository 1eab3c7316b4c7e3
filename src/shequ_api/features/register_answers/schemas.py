from datetime import date

from pydantic import Field

from shequ_api.base.register.freshness import RegisterSource
from shequ_api.kit.schema import Instant, Output, by_example

VERSION = "Zm9yIGV4YW1wbGUgb25seSEh"
KNOWN = {
    "value": "138******00",
    "source": "self_declared",
    "verified_at": "2026-10-02T09:30:00.000+08:00",
    "stale_on": "2027-03-31",
    "base_version": VERSION,
}


class KnownView(Output):
    """What the register says now; null members where it says nothing."""

    model_config = by_example(KNOWN)

    value: bool | int | str | None = Field(description="Masked, or null, where it is sealed")
    source: RegisterSource | None
    verified_at: Instant | None
    stale_on: date | None
    base_version: str
