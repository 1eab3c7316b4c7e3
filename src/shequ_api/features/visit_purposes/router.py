"""Purposes over HTTP."""

from shequ_api.base.access.policies import AnyActor
from shequ_api.features.visit_purposes import queries
from shequ_api.features.visit_purposes.schemas import VisitPurposeView
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router

router = Router(tags=["visit_purposes"])


@router.get("/visit-purposes")
async def list_visit_purposes(_: AnyActor, session: Session) -> list[VisitPurposeView]:
    """走访事由: Why one visits, what is filled in, and what refusing means."""
    found = await session.scalars(queries.purposes())
    return [VisitPurposeView.model_validate(one) for one in found]
