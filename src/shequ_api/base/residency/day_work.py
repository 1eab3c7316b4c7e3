"""Claims to live somewhere that wait for somebody at the door."""

from datetime import timedelta

from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency, ResidencyState
from shequ_api.base.residency.permissions import ResidencyPermission
from shequ_api.base.residency.rules import CLAIM_WAITS


def _waiting(actor: Actor, _: Day) -> Rows:
    expires = Residency.claimed_at + timedelta(days=CLAIM_WAITS.days)
    columns = work_columns(
        Place,
        row_id=Residency.id,
        title="claim",
        state=ResidencyState.WAITING,
        opens_at=Residency.claimed_at,
        due_at=expires,
    )
    return (
        select(*columns)
        .select_from(Residency)
        .join(Place, Place.id == Residency.place_id)
        .where(in_scope(actor, Residency))
        .where(Residency.verified_at.is_(None), Residency.ends_on.is_(None))
        .order_by(Residency.claimed_at, Residency.id)
    )


DAY_WORK = [
    DayWork(
        key="residencies_waiting",
        title="待核实的住户登记",
        permission=ResidencyPermission.VERIFY,
        lines=_waiting,
        operation="verify_residency",
        parameters={"residency_id": "id"},
        titles={"claim": "住户登记待上门核实"},
        states={ResidencyState.WAITING: "待核实"},
        shown=10,
    )
]
