"""How long what the register says may be believed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from shequ_api.base.residency.models import Belonging
from shequ_api.kit.clock import china_date


class RegisterSource(StrEnum):
    """Where a fact comes from."""

    IMPORT = "import"
    DOOR_VISIT = "door_visit"
    SELF_DECLARED = "self_declared"
    POLICE = "police"
    FORM = "form"
    PHONE_CALL = "phone_call"
    COUNTER = "counter"


class Kind(StrEnum):
    """What can grow stale."""

    CONTACT = "contact"
    """An entry: name, phone, ID number."""
    OCCUPANCY = "occupancy"
    PREMISES = "premises"
    FACT = "fact"


OCCUPANCY_DAYS: Mapping[str, int] = {
    Belonging.OWNER: 365,
    Belonging.FAMILY: 180,
    Belonging.TENANT: 90,
    Belonging.FLOATING: 30,
}
CONTACT_DAYS = 180
PREMISES_DAYS = 180


def stale_on(verified_at: datetime, days: int) -> date:
    """The first day, in China, on which something verified then wants a new look."""
    return china_date(verified_at) + timedelta(days=days)
