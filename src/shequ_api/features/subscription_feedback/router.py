"""What came of subscription messages, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.notices.public import FEWEST_TOLD, Notice, is_discreet, told
from shequ_api.features.subscription_feedback.queries import counts_about
from shequ_api.features.subscription_feedback.schemas import SendCounts
from shequ_api.features.subscription_messages.public import SendState, SubscriptionPermission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router

router = Router(tags=["subscription_feedback"])
Viewer = Annotated[Actor, Depends(may(SubscriptionPermission.VIEW))]


@router.get("/subscription-counts")
async def get_send_counts(
    actor: Viewer,
    session: Session,
    notice_id: Annotated[UUID, Query(description="A notice that was issued in my scope")],
) -> SendCounts:
    """通知推送统计: What came of carrying a notice out to phones; counts, and no names."""
    notice = await session.get(Notice, notice_id)
    if notice is None or not actor.covers(notice):
        raise Absent
    found = await session.execute(counts_about(notice.id))
    counts = {row.state: row.total for row in found}
    discreet = await is_discreet(session, notice.id)

    def of(*states: SendState) -> int:
        return told(sum(counts.get(state, 0) for state in states), discreet=discreet)

    return SendCounts(
        waiting=of(SendState.WAITING, SendState.SENDING),
        sent=of(SendState.SENT),
        unsure=of(SendState.UNSURE),
        refused=of(SendState.REFUSED),
        seen=of(SendState.SEEN),
        not_sent=of(SendState.NO_CREDIT, SendState.UNREACHABLE, SendState.STALE, SendState.FAILED),
        fewer_than=FEWEST_TOLD if discreet else None,
    )
