"""Pure decisions about inspection forms."""

from enum import StrEnum
from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.definition import FormDefinition


class HazardLevel(StrEnum):
    """How dangerous a hazard is, in rising order: the flags that an inspection form may use."""

    GENERAL = "general"
    MAJOR = "major"
    CRITICAL = "critical"


LEVEL_TITLES = {
    HazardLevel.GENERAL: "一般隐患",
    HazardLevel.MAJOR: "较大隐患",
    HazardLevel.CRITICAL: "重大隐患",
}


def unknown_flags(definition: FormDefinition) -> list[int]:
    """The positions of flags that are no level of hazard."""
    levels = set(HazardLevel)
    return [n for n, flag in enumerate(definition.flags) if flag.key not in levels]


def usable_at(owner_id: UUID | None, place: Place) -> bool:
    """Whether a form may be filled in about a place: shipped, or its community's or district's."""
    return owner_id in {None, place.community_id, place.district_id}
