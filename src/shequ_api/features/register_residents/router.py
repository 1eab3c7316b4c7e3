"""What the register says of me, and asking to have it put right."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.register.models import Correction, Entry
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register.public import (
    Decider,
    Own,
    Reader,
    Revealed,
    Revealer,
    TheSeal,
    Walled,
    entry_to_change,
    shown_entry,
)
from shequ_api.features.register_residents import queries
from shequ_api.features.register_residents import service as corrections
from shequ_api.features.register_residents.schemas import (
    CorrectionDecision,
    CorrectionLine,
    CorrectionReveal,
    CorrectionView,
    OwnEntries,
    RegisterCorrectionDraft,
)
from shequ_api.features.register_residents.showing import plain_fields, shown_correction
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["register_residents"])
MOST_OWN = 50


async def correction_to_decide(correction_id: UUID, actor: AnyActor, session: Walled) -> Correction:
    """A correction inside the actor's scope, locked."""
    found = queries.correction_in_scope(actor, correction_id).with_for_update()
    correction = await session.scalar(found)
    if correction is None:
        raise Absent
    return correction


CorrectionToDecide = Annotated[Correction, Depends(correction_to_decide)]


@router.get("/me/register-entries")
async def get_my_register_entries(actor: AnyActor, session: Own, seal: TheSeal) -> OwnEntries:
    """我的人房信息: What the register says of me, masked, and what I asked to have changed."""
    rows = await session.execute(queries.own_entries(actor.person_id).limit(MOST_OWN))
    asked = await session.scalars(queries.own_corrections(actor.person_id, MOST_OWN))
    return OwnEntries(
        entries=[shown_entry(seal, *row) for row in rows],
        corrections=[shown_correction(seal, correction) for correction in asked],
    )


@router.post("/me/register-corrections", status_code=201)
async def ask_register_correction(
    draft: RegisterCorrectionDraft, actor: AnyActor, session: Own, seal: TheSeal, now: Now
) -> CorrectionView:
    """申请更正: Ask to have my entry put right; the grid's worker looks into it."""
    own = select(Entry).where(Entry.id == draft.entry_id, Entry.person_id == actor.person_id)
    entry = await session.scalar(own.where(Entry.ended_at.is_(None)))
    if entry is None:
        raise Absent
    wanted = plain_fields(draft.model_dump(exclude_unset=True), "entry_id", "note")
    correction = await corrections.ask_correction(
        session, seal, actor, entry, wanted, note=draft.note, now=now
    )
    return shown_correction(seal, correction)


@router.get("/register/corrections")
async def list_register_corrections(
    actor: Reader, session: Walled, seal: TheSeal, paging: ThePaging
) -> Page[CorrectionLine]:
    """待核实的更正申请: Corrections that wait in my scope, oldest first."""
    order = [Correction.asked_at, Correction.id]
    rows, cursor = await page_of(
        session, queries.waiting_corrections(actor), order, paging, ascending=True
    )
    items = [
        CorrectionLine(
            **shown_correction(seal, row["Correction"]).model_dump(),
            dwelling_name=row["dwelling_name"],
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


@router.put("/register/corrections/{correction_id}/decision")
async def decide_register_correction(
    decision: CorrectionDecision,
    actor: Decider,
    correction: CorrectionToDecide,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> CorrectionView:
    """处理更正申请: Confirm what was asked, which the entry says from now on, or reject it."""
    entry = await entry_to_change(correction.entry_id, actor, session)
    await corrections.decide_correction(
        session,
        seal,
        actor,
        correction,
        entry,
        accepted=decision.accepted,
        reason=decision.reason,
        now=now,
    )
    await recount_grids(session, [entry.micro_grid_id], now=now)
    return shown_correction(seal, correction)


@router.post("/register/corrections/{correction_id}/reveals")
@unkeyed
async def reveal_register_correction(
    reveal: CorrectionReveal,
    actor: Revealer,
    correction: CorrectionToDecide,
    session: Walled,
    seal: TheSeal,
    now: Now,
) -> Revealed:
    """查看更正内容: What somebody wants changed, in clear; the look is logged."""
    asked = corrections.asked_of(seal, correction)
    note_look(
        session,
        actor,
        subject_kind="register_correction",
        subject_id=correction.id,
        person_id=correction.person_id,
        district_id=correction.district_id,
        fields=list(asked["wanted"]),
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
    return Revealed(id=correction.id, values=asked)
