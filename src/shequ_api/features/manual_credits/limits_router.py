"""How much may be credited by hand, over HTTP."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.manual_credits import queries
from shequ_api.features.manual_credits.permissions import CreditPermission
from shequ_api.features.manual_credits.rules import CreditLimits
from shequ_api.features.manual_credits.schemas import ManualCreditLimits, ManualCreditLimitsView
from shequ_api.features.manual_credits.service.limiting import set_limits
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["points"])
Viewer = Annotated[Actor, Depends(may(CreditPermission.VIEW))]
LimitSetter = Annotated[Actor, Depends(may(CreditPermission.SET_LIMITS))]


def _district_of(actor: Actor) -> UUID:
    if actor.district_id is None:
        raise Absent
    return actor.district_id


@router.get("/manual-credit-limits")
async def get_manual_credit_limits(actor: Viewer, session: Session) -> ManualCreditLimitsView:
    """查看补发积分上限: How much may be credited by hand in the district in which I act."""
    limits = await queries.limits_in(session, _district_of(actor))
    return ManualCreditLimitsView(**asdict(limits))


@router.put("/manual-credit-limits")
async def set_manual_credit_limits(
    limits: ManualCreditLimits, actor: LimitSetter, session: Session, now: Now
) -> ManualCreditLimitsView:
    """设置补发积分上限: How much from now on, in the district in which I act."""
    said = CreditLimits(**limits.model_dump())
    await set_limits(session, actor, _district_of(actor), said, now=now)
    return ManualCreditLimitsView(**asdict(said))
