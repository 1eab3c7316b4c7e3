"""What others say about inspections: reviews, edits, waivers, deletions."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.forms.models import SubmissionEdit
from shequ_api.features.inspection_reviews import queries
from shequ_api.features.inspection_reviews.schemas import (
    AnswersEdit,
    EditLine,
    EditView,
    InspectionTombstone,
    Reasoned,
    ReviewedItem,
    ReviewOfMany,
    ReviewsDone,
)
from shequ_api.features.inspection_reviews.service import deletion, edits, review
from shequ_api.features.inspection_reviews.showing import edit_view, tombstone_of
from shequ_api.features.patrols.public import (
    AnyInspection,
    Corrector,
    Deleter,
    Inspection,
    InspectionIsDeleted,
    InspectionReview,
    InspectionState,
    InspectionView,
    Reviewer,
    TheConstraints,
    TheInspection,
    TheShowcase,
    Viewer,
    inspections_with_cases,
    view_of,
    waive,
)
from shequ_api.kit.errors import Absent, Refusal
from shequ_api.kit.http.alone import alone, problem_of
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["inspection_reviews"])
MOST_EDITS = 50
EditNumber = Annotated[
    int, Path(ge=2, le=MOST_EDITS, description="The edit; the answers as they came are 1")
]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


@router.put("/inspections/{inspection_id}/review")
async def review_inspection(
    word: InspectionReview,
    inspection: TheInspection,
    actor: Reviewer,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> InspectionView:
    """审核排查记录: Approve, reject or return what somebody else filled in.

    It is approved once the photos that it names are there, or are waited for no longer.
    """
    await review.review(session, actor, inspection, decision=word.decision, note=word.note, now=now)
    return await view_of(session, actor, inspection, showcase, now)


@router.post("/inspection-reviews", status_code=201)
async def review_inspections(
    word: ReviewOfMany,
    actor: Reviewer,
    session: Session,
    constraints: TheConstraints,
    now: Now,
) -> ReviewsDone:
    """批量审核排查记录: Say one word about many, each judged as in a review of its own.

    What one is refused stands in its item and harms no other.
    """
    found = await _chosen(session, actor, word)
    said: dict[UUID, ReviewedItem] = {}
    # In the order of their ids: of two at once, one waits for the other.
    for inspection_id in sorted(found):
        work = partial(_reviewed, session, actor, found[inspection_id], word, now)
        made = await alone(session, constraints, work)
        said[inspection_id] = _item(inspection_id, made)
    return ReviewsDone(items=[said[each] for each in dict.fromkeys(word.ids or found)])


async def _chosen(
    session: AsyncSession, actor: Actor, word: ReviewOfMany
) -> dict[UUID, Inspection | None]:
    """The inspections that are meant, by id; None for those out of view."""
    if word.waiting is None:
        statement = inspections_with_cases(Inspection.id.in_(word.ids))
        rows = {each.id: each for each in await session.scalars(statement)}
        return {each: _if_in_view(actor, rows.get(each)) for each in word.ids}
    chosen = queries.waiting_for(actor, *queries.meant_by(word.waiting)).limit(word.at_most)
    return {each.id: each for each in await session.scalars(chosen)}


def _if_in_view(actor: Actor, found: Inspection | None) -> Inspection | None:
    mine = found is not None and (found.worker_id == actor.person_id or actor.covers(found))
    return found if mine else None


async def _reviewed(
    session: AsyncSession,
    actor: Actor,
    inspection: Inspection | None,
    word: ReviewOfMany,
    now: Now,
) -> Inspection:
    if inspection is None:
        raise Absent
    if inspection.state == InspectionState.DELETED:
        raise InspectionIsDeleted
    return await review.review(
        session, actor, inspection, decision=word.decision, note=word.note, now=now
    )


def _item(inspection_id: UUID, made: Inspection | Refusal) -> ReviewedItem:
    if isinstance(made, Refusal):
        return ReviewedItem(
            id=inspection_id, status=made.status, state=None, problem=problem_of(made)
        )
    return ReviewedItem(
        id=inspection_id, status=200, state=InspectionState(made.state), problem=None
    )


@router.put("/inspections/{inspection_id}/approval-withdrawal")
async def withdraw_inspection_approval(
    why: Reasoned,
    inspection: TheInspection,
    actor: Reviewer,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> InspectionView:
    """撤回审核通过: Take an approval back: what it earned is taken back too, and it has issues."""
    await review.withdraw_approval(session, actor, inspection, reason=why.reason, now=now)
    return await view_of(session, actor, inspection, showcase, now)


@router.put("/inspections/{inspection_id}/photo-waiver")
async def waive_inspection_photos(
    why: Reasoned,
    inspection: TheInspection,
    actor: Reviewer,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> InspectionView:
    """不再等待照片: Wait no longer for photos that lack; say why."""
    await waive(session, actor, inspection, reason=why.reason, now=now)
    return await view_of(session, actor, inspection, showcase, now)


@router.put("/inspections/{inspection_id}/deletion")
async def delete_inspection(
    why: Reasoned, inspection: AnyInspection, actor: Deleter, session: Session, now: Now
) -> InspectionTombstone:
    """删除排查记录: Delete an inspection for good; sent again, it stays deleted."""
    await deletion.delete(session, actor, inspection, reason=why.reason, now=now)
    return await tombstone_of(session, inspection)


@router.get("/inspections/{inspection_id}/edits")
async def list_inspection_edits(
    inspection: TheInspection, _: Viewer, session: Session, paging: ThePaging
) -> Page[EditLine]:
    """排查记录修改历史: Who edited an inspection, when and why, the latest first."""
    lines = queries.edit_lines(inspection.id)
    rows, cursor = await page_of(session, lines, [SubmissionEdit.number], paging)
    return Page(items=[EditLine(**row) for row in rows], next_cursor=cursor)


@router.get("/inspections/{inspection_id}/edits/{number}")
async def get_inspection_edit(
    number: EditNumber, inspection: TheInspection, actor: Viewer, session: Session
) -> EditView:
    """查看一次修改: An edit, and what it changed field by field."""
    found = await session.get(SubmissionEdit, (inspection.id, number))
    if found is None:
        raise Absent
    return await edit_view(session, actor, inspection, found)


@router.put("/inspections/{inspection_id}/edits/{number}", status_code=201, responses=AGAIN)
async def edit_inspection(
    number: EditNumber,
    draft: AnswersEdit,
    inspection: TheInspection,
    actor: Corrector,
    session: Session,
    response: Response,
    now: Now,
) -> EditView:
    """修改排查记录: Correct the answers; `number` is the one behind `answers_number`.

    What stood before stays, as an earlier version. The same edit again is the same.
    """
    fresh = number > inspection.answers_number
    made = await edits.edit(session, actor, inspection, number, draft, now=now)
    response.status_code = 201 if fresh else 200
    return await edit_view(session, actor, inspection, made)
