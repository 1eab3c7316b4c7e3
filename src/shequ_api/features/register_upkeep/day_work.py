"""What the register says and nobody has confirmed for too long: how much, and the oldest of it."""

from sqlalchemy import DateTime, Select, cast, func, select
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import Kind
from shequ_api.features.register.public import VIEW
from shequ_api.features.register_upkeep.worklist import stale_lines

MOST = 100
_PLACE = aliased(Place)
"""Beside the one of the worklist."""
TITLES = {
    Kind.CONTACT: "人员信息待核实",
    Kind.OCCUPANCY: "居住情况待核实",
    Kind.PREMISES: "单位信息待核实",
    Kind.FACT: "信息项待核实",
}


def _stale(actor: Actor, day: Day) -> Rows:
    """Nobody's name: what is to be looked at again stands at its door."""
    found, order = stale_lines(actor, day.date, after=None, most=MOST)
    stale = found.order_by(*order).limit(MOST).subquery("stale_today")
    # Since when, not until when: it is behind, and in no hurry.
    since = cast(stale.c.stale_on, DateTime())
    columns = work_columns(
        _PLACE,
        row_id=stale.c.id,
        title=stale.c.kind,
        opens_at=func.timezone("Asia/Shanghai", since),
    )
    lines: Select[*tuple[object, ...]] = select(*columns).join(
        _PLACE, _PLACE.id == stale.c.place_id
    )
    return lines.order_by(stale.c.stale_on, stale.c.id)


DAY_WORK = [
    DayWork(
        key="register_stale",
        title="待核实的人房信息",
        permission=VIEW,
        lines=_stale,
        operation="get_register_dwelling",
        parameters={"dwelling_id": "place_id"},
        titles=TITLES,
        shown=5,
        walled=True,
    )
]
