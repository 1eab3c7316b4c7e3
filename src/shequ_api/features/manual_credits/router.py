"""Manual credits over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.router import TheShowcase
from shequ_api.base.people.posting_router import TheRegistry
from shequ_api.base.places.models import Place
from shequ_api.features.manual_credits import queries
from shequ_api.features.manual_credits.models import ManualCredit
from shequ_api.features.manual_credits.permissions import CreditPermission
from shequ_api.features.manual_credits.receiving import receiver_of
from shequ_api.features.manual_credits.rules import CreditState
from shequ_api.features.manual_credits.schemas import (
    CreditApproval,
    CreditRefusal,
    ManualCreditDraft,
    ManualCreditLine,
    ManualCreditView,
    OwnManualCredit,
)
from shequ_api.features.manual_credits.service import asking, deciding
from shequ_api.features.manual_credits.showing import credit_line, own_credit
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["points"])
Viewer = Annotated[Actor, Depends(may(CreditPermission.VIEW))]
Asker = Annotated[Actor, Depends(may(CreditPermission.ASK))]
Approver = Annotated[Actor, Depends(may(CreditPermission.APPROVE))]


async def credit_in_scope(credit_id: UUID, actor: AnyActor, session: Session) -> ManualCredit:
    """A credit of the actor's scope."""
    here = (ManualCredit.id == credit_id, in_scope(actor, ManualCredit))
    found: ManualCredit | None = await session.scalar(select(ManualCredit).where(*here))
    if found is None:
        raise Absent
    return found


TheCredit = Annotated[ManualCredit, Depends(credit_in_scope)]


async def _community_of(session: Session, actor: Actor) -> Place:
    """The one for which the actor works."""
    acting = actor.acting.community_id if actor.acting else None
    community = await session.get(Place, acting) if acting else None
    if community is None or community.district_id is None:
        raise Absent
    return community


async def _shown(session: Session, credit: ManualCredit) -> ManualCreditLine:
    row = await session.execute(queries.credit_lines(ManualCredit.id == credit.id))
    return credit_line(row.mappings().one())


@router.get("/manual-credits")
async def list_manual_credits(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[CreditState | None, Query(description="Only in this state")] = None,
) -> Page[ManualCreditLine]:
    """人工补发积分列表: The credits asked for in my scope, newest first."""
    lines = queries.credit_lines(in_scope(actor, ManualCredit))
    if state is not None:
        lines = lines.where(ManualCredit.state == state)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[credit_line(row) for row in rows], next_cursor=cursor)


@router.post("/manual-credits", status_code=201)
async def ask_for_manual_credit(
    draft: ManualCreditDraft, actor: Asker, session: Session, registry: TheRegistry, now: Now
) -> ManualCreditLine:
    """申请人工补发积分: Ask that somebody get points that no rule gives; another person of the
    community or above approves."""
    community = await _community_of(session, actor)
    receiver = await receiver_of(
        session,
        registry,
        actor,
        district_id=community.district_id,
        card_number=draft.card_number,
        person_id=draft.person_id,
    )
    said = draft.model_dump(exclude={"card_number", "person_id"})
    credit = await asking.ask(session, actor, community, receiver, **said, now=now)
    return await _shown(session, credit)


@router.get("/manual-credits/{credit_id}")
async def get_manual_credit(
    credit: TheCredit, _: Viewer, session: Session, showcase: TheShowcase, now: Now
) -> ManualCreditView:
    """查看人工补发积分: One credit with its photos."""
    line = await _shown(session, credit)
    photos = await session.scalars(queries.photos_of(credit.id))
    shown = [showcase.view(photo, now) for photo in photos]
    return ManualCreditView(**line.model_dump(), photos=shown)


@router.post("/manual-credits/{credit_id}/approval")
@moves
async def approve_manual_credit(
    approval: CreditApproval, credit: TheCredit, actor: Approver, session: Session, now: Now
) -> ManualCreditLine:
    """批准人工补发积分: Put the points on the card. Not by who asked, who gets them, or who lives
    with who gets them; as far as budgets leave room for the whole."""
    await deciding.approve(session, actor, credit, note=approval.note, now=now)
    return await _shown(session, credit)


@router.put("/manual-credits/{credit_id}/refusal")
async def decline_manual_credit(
    refusal: CreditRefusal, credit: TheCredit, actor: Approver, session: Session, now: Now
) -> ManualCreditLine:
    """不批准人工补发积分: Say no, and why; by whoever might have approved."""
    await deciding.decline(session, actor, credit, note=refusal.note, now=now)
    return await _shown(session, credit)


@router.put("/manual-credits/{credit_id}/withdrawal")
async def withdraw_manual_credit(
    credit: TheCredit, actor: Asker, session: Session, now: Now
) -> ManualCreditLine:
    """撤回人工补发申请: Take back what I asked for, before anybody decided."""
    await asking.withdraw(session, actor, credit, now=now)
    return await _shown(session, credit)


@router.post("/manual-credits/{credit_id}/reversal")
@moves
async def reverse_manual_credit(
    reversal: CreditRefusal, credit: TheCredit, actor: Approver, session: Session, now: Now
) -> ManualCreditLine:
    """冲正人工补发积分: Take back what is still on the card; by another than who approved. What was
    spent is let go."""
    await deciding.reverse(session, actor, credit, note=reversal.note, now=now)
    return await _shown(session, credit)


@router.get("/me/manual-credits")
async def list_my_manual_credits(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[OwnManualCredit]:
    """我的补发积分: Points that I got without a rule, and why; newest first."""
    given = ManualCredit.state.in_([CreditState.APPROVED, CreditState.REVERSED])
    lines = queries.credit_lines(ManualCredit.person_id == actor.person_id, given)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[own_credit(row) for row in rows], next_cursor=cursor)
