"""Which months and reviews an actor may name, and what rights there are."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.performance_inputs.public import (
    PerformanceMonth,
    PerformanceReview,
    of_person,
)
from shequ_api.features.performance_reviews.models import PerformanceCorrection
from shequ_api.features.performance_reviews.permissions import PerformanceReviewPermission
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session


async def month_in_scope(month_id: UUID, actor: AnyActor, session: Session) -> PerformanceMonth:
    """A month of a community inside the actor's scope."""
    month = await session.get(PerformanceMonth, month_id)
    if month is None or not actor.covers(month):
        raise Absent
    return month


async def review_in_view(review_id: UUID, actor: AnyActor, session: Session) -> PerformanceReview:
    """One's own review, or one in scope."""
    seen = in_view(
        actor, PerformanceReview, PerformanceReviewPermission.VIEW, of_person(actor.person_id)
    )
    review = await session.scalar(
        select(PerformanceReview).where(PerformanceReview.id == review_id, seen)
    )
    if review is None:
        raise Absent
    return review


TheMonth = Annotated[PerformanceMonth, Depends(month_in_scope)]
TheReview = Annotated[PerformanceReview, Depends(review_in_view)]
Viewer = Annotated[Actor, Depends(may(PerformanceReviewPermission.VIEW))]
Corrector = Annotated[Actor, Depends(may(PerformanceReviewPermission.CORRECT))]
OfMonth = Annotated[
    date | None,
    Query(
        ge=date(2000, 1, 1), lt=date(2200, 1, 1), description="Only of the month of this first day"
    ),
]


async def correction_of(
    correction_id: UUID, review: TheReview, session: Session
) -> PerformanceCorrection:
    """What was corrected in a review that the actor may see."""
    correction = await session.get(PerformanceCorrection, correction_id)
    if correction is None or correction.review_id != review.id:
        raise Absent
    return correction


TheCorrection = Annotated[PerformanceCorrection, Depends(correction_of)]
