"""Reads of assignments (派单): to whom, when, and how long each took."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, case, cast, func, literal, select, true
from sqlalchemy.orm import aliased

from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.tickets.public import Ticket

GIVEN = ("assign", "claim", "hand_over", "resume", "unmerge_resolving")
"""The steps that give it to somebody."""
OLDEST = timedelta(days=366)
"""A ticket that is older and is assigned still is not looked for."""


def assignment_rows(
    community_id: UUID, begin: datetime, end: datetime, as_of: datetime
) -> Select[*tuple[Any, ...]]:
    """The assignments (派单) of a community's tickets between two instants: `subject_id` (the
    step), `happened_at`, `place_id`, `person_id` (the assignee), `state` (open, settled, handed_on)
    as of an instant, and as `value` how many whole days it took, or has taken until then."""
    given, after = aliased(StepLog), aliased(StepLog)
    ends = ("settle", "merge", "return", "withdraw", *GIVEN)
    over = (
        select(after.step, after.taken_at)
        .where(after.case_id == given.case_id, after.number > given.number, after.step.in_(ends))
        .where(after.taken_at >= given.taken_at, after.taken_at < as_of)
        .order_by(after.number)
        .limit(1)
        .lateral()
    )
    until = func.coalesce(over.c.taken_at, as_of)
    days = func.floor(func.extract("epoch", until - given.taken_at) / 86400)
    state = case(
        (over.c.step.is_(None), literal("open")),
        (over.c.step == "settle", literal("settled")),
        else_=literal("handed_on"),
    )
    assignee = cast(given.facts["assignee_id"].astext, Uuid())
    return (
        select(
            given.id.label("subject_id"),
            given.taken_at.label("happened_at"),
            Ticket.place_id,
            assignee.label("person_id"),
            state.label("state"),
            cast(days, Integer).label("value"),
        )
        .select_from(Ticket)
        .join(given, given.case_id == Ticket.case_id)
        .outerjoin(over, true())
        .where(Ticket.community_id == community_id, Ticket.created_at >= begin - OLDEST)
        .where(Ticket.created_at < end, given.step.in_(GIVEN))
        .where(given.taken_at >= begin, given.taken_at < end)
    )
