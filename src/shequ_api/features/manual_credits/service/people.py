"""Who may say what about a credit: three human beings, none of whom gains by it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.humans import humans
from shequ_api.base.residency.queries import live_together
from shequ_api.features.manual_credits.models import ManualCredit
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden


class OwnCredit(Forbidden):
    """Merged accounts of one human being count as one."""

    code, title = "own_credit", "补发积分须由申请人、领取人以外的人审批"


class CreditInHousehold(Forbidden):
    """As far as it is known who lives where."""

    code, title = "credit_in_household", "您与领取人住在同一住房，不能审批"


class ApprovedByYourself(Forbidden):
    code, title = "approved_by_yourself", "冲正须由审批人以外的人办理"


async def refuse_involved(
    session: AsyncSession, person_id: UUID, credit: ManualCredit, *, now: datetime
) -> None:
    """Raise `OwnCredit` for who asked for it or gets it, `CreditInHousehold` for who lives with who
    gets it."""
    human = await humans(session, {person_id, credit.asked_by_id, credit.person_id})
    if human[person_id] in (human[credit.asked_by_id], human[credit.person_id]):
        raise OwnCredit
    if await live_together(session, person_id, credit.person_id, china_date(now)):
        raise CreditInHousehold


async def refuse_approver(session: AsyncSession, person_id: UUID, credit: ManualCredit) -> None:
    """Raise `ApprovedByYourself`."""
    if credit.closed_by_id is None:
        return
    human = await humans(session, {person_id, credit.closed_by_id})
    if human[person_id] == human[credit.closed_by_id]:
        raise ApprovedByYourself
