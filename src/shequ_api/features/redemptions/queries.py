"""Reads of redemptions and stall records."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.people.models import Organisation, Person
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.permissions import RedemptionPermission
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
AT_ONCE = 100
"""Redemptions in one run of a clock."""


def seen_by(actor: Actor, model: Any) -> ColumnElement[bool]:
    """What an actor may see: the offices what is in the scope of their posting, for whatever
    organisation they work; whoever else stands for one, what is at its stall."""
    if actor.may(RedemptionPermission.OVERSEE):
        return in_scope(actor, model)
    stall_id = actor.acting.organisation_id if actor.acting else None
    at_stall: ColumnElement[bool] = model.organisation_id == stall_id
    return at_stall if stall_id is not None else false()


def stall_of(actor: Actor) -> Select[Organisation]:
    """The organisation for which an actor stands at its stall."""
    organisation_id = actor.acting.organisation_id if actor.acting else None
    return select(Organisation).where(Organisation.id == organisation_id)


def of_number(organisation_id: UUID, number: str) -> Select[Redemption]:
    """The order at a stall that has this number."""
    return select(Redemption).where(
        Redemption.organisation_id == organisation_id, Redemption.number == number
    )


def due(now: datetime) -> Select[Redemption]:
    """Those that nobody fetched, and for which no stall can say any more that it was."""
    over = (Redemption.ended_at.is_(None), Redemption.held_until <= now)
    oldest = select(Redemption).where(*over).order_by(Redemption.held_until, Redemption.id)
    return oldest.limit(AT_ONCE)


def expiring(until: datetime) -> Select[Redemption]:
    """Those whose pick-up is over by then, and whose persons have not been told; locked, the busy
    passed by."""
    untold = (Redemption.ended_at.is_(None), Redemption.reminded_at.is_(None))
    soon = select(Redemption).where(*untold, Redemption.pick_up_until <= until)
    ordered = soon.order_by(Redemption.pick_up_until, Redemption.id).limit(AT_ONCE)
    return ordered.with_for_update(skip_locked=True)


@built_once
def redemption_lines() -> Rows:
    """Redemptions with their states, whose they are and at whose stall, names not yet masked."""
    columns = (
        *(Redemption.id, Redemption.goods_id, Redemption.title, Redemption.quantity),
        *(Redemption.amount_points, Redemption.amount_fen, Redemption.reserved_at),
        *(Redemption.pick_up_until, Redemption.held_until, Redemption.fulfilled_at),
        *(Redemption.partner_id, Redemption.ended_at, Redemption.state),
    )
    return (
        select(
            *columns,
            Organisation.name.label("partner_name"),
            Person.name.label("person_name"),
        )
        .join(Organisation, Organisation.id == Redemption.organisation_id)
        .join(Person, Person.id == Redemption.person_id)
    )
