"""Who is told."""

from typing import Protocol
from uuid import UUID

from shequ_api.base.access.roles import Role


class Within(Protocol):
    """What lies in a subdistrict of a district."""

    @property
    def subdistrict_id(self) -> UUID: ...
    @property
    def district_id(self) -> UUID | None: ...


def above_the_community(fact: Within) -> list[tuple[Role, UUID | None]]:
    """Those who decide what communities do not."""
    return [
        (Role.SUBDISTRICT_ADMINISTRATOR, fact.subdistrict_id),
        (Role.DISTRICT_ADMINISTRATOR, fact.district_id),
    ]
