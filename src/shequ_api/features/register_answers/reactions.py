"""What the register hears of inspections: after each, what it tells is settled anew."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact, Reaction
from shequ_api.base.privacy.events import ConsentWithdrawn
from shequ_api.features.patrols.events import (
    InspectionApprovalWithdrawn,
    InspectionApproved,
    InspectionDeleted,
    InspectionEdited,
    InspectionFact,
    InspectionReceived,
    InspectionRejected,
    InspectionReturned,
)
from shequ_api.features.register_answers.forgetting import drop_withdrawn
from shequ_api.features.register_answers.service.settling import settle


async def settle_inspection(session: AsyncSession, fact: InspectionFact, now: datetime) -> None:
    """It looks at what the inspection is by now: which of its facts was heard is no matter."""
    await settle(session, fact.subject_id, now=now)


HEARD: dict[str, type[Fact]] = {
    "received": InspectionReceived,
    "edited": InspectionEdited,
    "approved": InspectionApproved,
    "approval_withdrawn": InspectionApprovalWithdrawn,
    "returned": InspectionReturned,
    "rejected": InspectionRejected,
    "deleted": InspectionDeleted,
}
REACTIONS = [
    *(
        Reaction(f"register_answers.{name}", fact, settle_inspection)
        for name, fact in HEARD.items()
    ),
    Reaction("register_answers.drop_withdrawn", ConsentWithdrawn, drop_withdrawn),
]
