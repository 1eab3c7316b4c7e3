"""Visits as those see them to whom one comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.features.home_visits import queries
from shequ_api.features.home_visits.permissions import HomeVisitPermission
from shequ_api.features.home_visits.schemas import (
    HomeVisitView,
    MyReply,
    VisitorView,
    VisitReplyDraft,
)
from shequ_api.features.home_visits.service import reply
from shequ_api.features.visits.public import (
    REPLY_TITLES,
    STATE_TITLES,
    ReplyKind,
    Visit,
    VisitPurpose,
    VisitReply,
    VisitState,
    Window,
    WindowView,
    participant_lines,
    visit_lines,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["home_visits"])
Replier = Annotated[Actor, Depends(may(HomeVisitPermission.REPLY))]
LOOK_BACK = timedelta(days=30)
"""What was longer ago is of no use to a household, and of some to whoever moved in later."""
DIRECT = (
    *("id", "purpose_code", "purpose_title", "place_id", "place_name", "opens_at", "closes_at"),
    *("state", "for_household", "planned_by_name", "refusable", "refusal_means"),
)


async def visit_at_home(visit_id: UUID, actor: Replier, session: Session, now: Now) -> Visit:
    """A visit to where the actor lives, of which they are told."""
    told = queries.told_to(actor.person_id, china_date(now))
    visit = await session.scalar(select(Visit).where(Visit.id == visit_id, told))
    if visit is None:
        raise Absent
    return visit


TheHomeVisit = Annotated[Visit, Depends(visit_at_home)]


@router.get("/me/home-visits")
async def list_my_home_visits(
    actor: Replier, session: Session, paging: ThePaging, now: Now
) -> Page[HomeVisitView]:
    """来我家的走访: Who comes to where I live, when and why, and what refusing means."""
    told = queries.told_to(actor.person_id, china_date(now))
    lines = _lines(actor.person_id, told, Visit.opens_at > now - LOOK_BACK)
    order = [Visit.opens_at, Visit.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=await _views(session, rows, now), next_cursor=cursor)


@router.put("/home-visits/{visit_id}/reply")
async def reply_to_visit(
    draft: VisitReplyDraft, visit: TheHomeVisit, actor: Replier, session: Session, now: Now
) -> HomeVisitView:
    """答复走访: Welcome, ask for another time, or refuse."""
    wanted = None
    if draft.wanted_from is not None and draft.wanted_until is not None:
        wanted = Window(draft.wanted_from, draft.wanted_until)
    purpose = await session.get_one(VisitPurpose, visit.purpose_code)
    await reply(
        session, actor, visit, purpose, kind=draft.kind, wanted=wanted, note=draft.note, now=now
    )
    await session.flush()
    found = await session.execute(_lines(actor.person_id, Visit.id == visit.id))
    return (await _views(session, found.mappings().all(), now))[0]


def _lines(person_id: UUID, *conditions: Any) -> Any:
    mine = and_(VisitReply.visit_id == Visit.id, VisitReply.person_id == person_id)
    return (
        visit_lines(*conditions)
        .add_columns(
            VisitPurpose.refusable,
            VisitPurpose.refusal_means,
            VisitReply.kind.label("said"),
            VisitReply.wanted_from,
            VisitReply.wanted_until,
            VisitReply.note.label("said_note"),
        )
        .outerjoin(VisitReply, mine)
    )


async def _views(session: AsyncSession, rows: Sequence[Any], now: datetime) -> list[HomeVisitView]:
    ids = [row["id"] for row in rows]
    coming = (await session.execute(participant_lines(ids, china_date(now)))).all()
    return [_view(row, [one for one in coming if one.visit_id == row["id"]]) for row in rows]


def _view(row: Any, coming: Sequence[Any]) -> HomeVisitView:
    said = row["said"]
    wanted = None
    if said and row["wanted_from"]:
        wanted = WindowView(opens_at=row["wanted_from"], closes_at=row["wanted_until"])
    mine = said and MyReply(
        kind=said, kind_title=REPLY_TITLES[ReplyKind(said)], wanted=wanted, note=row["said_note"]
    )
    return HomeVisitView(
        **{name: row[name] for name in DIRECT},
        state_title=STATE_TITLES[VisitState(row["state"])],
        visitors=[
            VisitorView(
                name=one.name,
                role_title=ROLE_TITLES[Role(one.role)] if one.role else None,
                organisation_name=one.organisation_name,
            )
            for one in coming
            if one.comes
        ],
        reply=mine or None,
    )
