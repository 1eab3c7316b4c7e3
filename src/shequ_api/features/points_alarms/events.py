from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class PointsAlarmFact(Fact):
    """Base: `subject_id` is the alarm."""

    kind: str
    community_id: UUID
    subdistrict_id: UUID


class PointsAlarmRaised(PointsAlarmFact):
    """Something passed its rule: somebody is to look into it."""

    name: ClassVar[str] = "points_alarm_raised"


class PointsAlarmDecided(PointsAlarmFact):
    """Somebody looked into it."""

    name: ClassVar[str] = "points_alarm_decided"

    state: str
