"""Many inspections in one request, from a phone that had no signal."""

from functools import partial

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.inspection_batches.schemas import (
    BatchItem,
    BatchReceipt,
    InspectionBatch,
    SentItem,
)
from shequ_api.features.patrols.public import (
    InspectionDraft,
    Inspector,
    TheConstraints,
    submitted,
)
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.alone import alone, problem_of
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.problems import malformed_by
from shequ_api.kit.http.route import Router

router = Router(tags=["inspection_batches"])


@router.post("/inspection-batches", status_code=201)
async def submit_inspection_batch(
    batch: InspectionBatch,
    actor: Inspector,
    session: Session,
    constraints: TheConstraints,
    now: Now,
) -> BatchReceipt:
    """批量提交排查表: Submit what gathered without a signal, each as if by itself.

    What one is refused stands in its item and harms no other. Sent again, the same are the same.
    """
    sent: dict[int, SentItem] = {}
    # In the order of their ids: the same batch from two phones at once is no deadlock.
    for place, item in sorted(enumerate(batch.items), key=lambda each: each[1].id):
        work = partial(_sent, session, actor, item, now)
        made = await alone(session, constraints, work)
        if isinstance(made, Refusal):
            made = SentItem(id=item.id, status=made.status, receipt=None, problem=problem_of(made))
        sent[place] = made
    return BatchReceipt(items=[sent[place] for place in range(len(batch.items))])


async def _sent(session: AsyncSession, actor: Actor, item: BatchItem, now: Now) -> SentItem:
    try:
        draft = InspectionDraft.model_validate(item.body)
    except ValidationError as error:
        raise malformed_by(error) from None
    receipt, fresh = await submitted(session, actor, item.id, draft, now)
    return SentItem(id=item.id, status=201 if fresh else 200, receipt=receipt, problem=None)
