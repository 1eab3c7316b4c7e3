"""Absences, covers and vacancies."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people import absences, queries
from shequ_api.base.people.appointments import refuse_beyond
from shequ_api.base.people.cover_models import Absence, GridVacancy
from shequ_api.base.people.cover_schemas import (
    AbsenceDraft,
    AbsenceView,
    CoverDraft,
    GridVacancyView,
)
from shequ_api.base.people.granting import custom_role_for, held_firmly, person_by_phone
from shequ_api.base.people.models import Posting
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.posting_router import (
    Appointer,
    Onlooker,
    TheBook,
    ThePosting,
)
from shequ_api.base.people.schemas import PostingView
from shequ_api.base.people.showing import posting_views
from shequ_api.base.people.vacancies import vacancy_lines
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["people"])
Watcher = Annotated[Actor, Depends(may(PeoplePermission.VIEW_VACANCIES))]


class PostingNeeded(Malformed):
    code, title = "posting_needed", "请说明是哪一个任职"


async def own_absence(absence_id: UUID, actor: AnyActor, session: Session) -> Absence:
    """An absence of the actor's own."""
    absence = await session.get(Absence, absence_id)
    if absence is None or absence.person_id != actor.person_id:
        raise Absent
    return absence


def _shown(row: Any) -> AbsenceView:
    return AbsenceView(**row, role_title=ROLE_TITLES[Role(row["role"])])


async def _view(session: AsyncSession, absence: Absence) -> AbsenceView:
    await session.flush()
    row = await session.execute(queries.absence_lines(Absence.id == absence.id))
    return _shown(row.mappings().one())


@router.post("/postings/{posting_id}/covers", status_code=201)
async def name_cover(
    draft: CoverDraft,
    posting: ThePosting,
    actor: Appointer,
    session: Session,
    book: TheBook,
    now: Now,
) -> PostingView:
    """安排代班: Appoint somebody for the days on which the holder of a posting is absent."""
    held = await held_firmly(session, actor, posting.place_id, posting.grid_id)
    custom_role = await custom_role_for(session, posting.custom_role_id)
    refuse_beyond(actor, posting.role, custom_role)
    cover = await absences.name_cover(
        session,
        actor,
        posting,
        await person_by_phone(session, book, draft.phone),
        held_at=held,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        reason=draft.reason,
        now=now,
    )
    await session.flush()
    return (await posting_views(session, queries.posting_lines(Posting.id == cover.id)))[0]


@router.get("/absences")
async def list_absences(actor: Onlooker, session: Session, paging: ThePaging) -> Page[AbsenceView]:
    """请假列表: Who in my scope is absent when, and who covers; the latest first."""
    lines = queries.absence_lines(in_scope(actor, Absence), Absence.cancelled_at.is_(None))
    rows, cursor = await page_of(session, lines, [Absence.starts_on, Absence.id], paging)
    return Page(items=[_shown(row) for row in rows], next_cursor=cursor)


@router.post("/me/absences", status_code=201)
async def announce_absence(
    draft: AbsenceDraft, actor: AnyActor, session: Session, now: Now
) -> AbsenceView:
    """我要请假: Say on which days I do not serve; those who appoint name a cover."""
    posting_id = draft.posting_id or (actor.acting.id if actor.acting else None)
    if posting_id is None:
        raise PostingNeeded
    posting = await session.get(Posting, posting_id)
    if posting is None or posting.person_id != actor.person_id:
        raise Absent
    absence = absences.announce_absence(
        session,
        posting,
        by=actor,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        reason=draft.reason,
        now=now,
    )
    return await _view(session, absence)


@router.get("/me/absences")
async def list_my_absences(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[AbsenceView]:
    """我的请假: My absences, the latest first; those that I took back too."""
    lines = queries.absence_lines(Absence.person_id == actor.person_id)
    rows, cursor = await page_of(session, lines, [Absence.starts_on, Absence.id], paging)
    return Page(items=[_shown(row) for row in rows], next_cursor=cursor)


@router.delete("/me/absences/{absence_id}")
async def take_back_absence(
    absence: Annotated[Absence, Depends(own_absence)], session: Session, now: Now
) -> AbsenceView:
    """撤回请假: I serve after all, or am back early."""
    absences.take_back_absence(absence, now=now)
    return await _view(session, absence)


@router.get("/grids/vacancies")
async def list_grid_vacancies(
    actor: Watcher, session: Session, paging: ThePaging, now: Now
) -> Page[GridVacancyView]:
    """空岗网格: Grids in my scope that have had no worker for longer than the rule of their
    district allows; the longest first."""
    lines = vacancy_lines(in_scope(actor, GridVacancy), now=now)
    order = [GridVacancy.since, GridVacancy.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[GridVacancyView(**row) for row in rows], next_cursor=cursor)
