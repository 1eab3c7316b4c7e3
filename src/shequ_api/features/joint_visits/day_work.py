"""Visits of today that I come along to."""

from shequ_api.base.access.actor import Actor
from shequ_api.base.day_work import Day, DayWork, Rows
from shequ_api.features.joint_visits.permissions import JointVisitPermission
from shequ_api.features.joint_visits.queries import shown_to
from shequ_api.features.visits.public import STATE_TITLES, Visit, VisitParticipant, open_lines


def _along(actor: Actor, day: Day) -> Rows:
    joined = open_lines(shown_to(actor.person_id, day.now, day.date), Visit.opens_at < day.ends_at)
    return joined.join(VisitParticipant, VisitParticipant.visit_id == Visit.id)


DAY_WORK = [
    DayWork(
        key="joint_visits",
        title="我参加的联合走访",
        permission=JointVisitPermission.ATTEND,
        lines=_along,
        operation="submit_joint_inspection",
        parameters={"visit_id": "id"},
        states=STATE_TITLES,
        shown=60,
    ),
]
