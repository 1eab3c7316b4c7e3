"""Who comes to where I live, today and in the days to come."""

from datetime import timedelta

from shequ_api.base.access.actor import Actor
from shequ_api.base.day_work import Day, DayWork, Rows
from shequ_api.features.home_visits.permissions import HomeVisitPermission
from shequ_api.features.home_visits.queries import told_to
from shequ_api.features.visits.public import Visit, VisitState, open_lines

LOOK_AHEAD = timedelta(days=7)


def _at_home(actor: Actor, day: Day) -> Rows:
    told = told_to(actor.person_id, day.date)
    return open_lines(told, Visit.closes_at > day.now, Visit.opens_at < day.ends_at + LOOK_AHEAD)


DAY_WORK = [
    DayWork(
        key="home_visits",
        title="来我家的走访",
        permission=HomeVisitPermission.REPLY,
        lines=_at_home,
        operation="reply_to_visit",
        parameters={"visit_id": "id"},
        states={VisitState.PLANNED: "待上门", VisitState.UNDER_WAY: "走访中"},
        shown=5,
    ),
]
