"""What other features may ask of points."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.points.models import EarningRule as EarningRule
from shequ_api.features.points.queries import rules_about as rules_about
from shequ_api.features.points.rules import EARNER_TITLES as EARNER_TITLES
from shequ_api.features.points.rules import TRIGGERS as TRIGGERS
from shequ_api.features.points.rules import Earner as Earner
from shequ_api.features.points.rules import RuleFact as RuleFact
from shequ_api.features.points.service.cards import open_card


async def pay_from_card(
    session: AsyncSession,
    *,
    person_id: UUID,
    district_id: UUID,
    amount_points: int,
    to_account_id: UUID,
    key: str,
    reason: str,
    reference_kind: str,
    reference_id: UUID,
    now: datetime,
) -> UUID:
    """Pay from the person's card in a district into an account of that district; the transfer's id.

    Flushes the session and locks both accounts: call it as the last thing of a transaction. The
    same key with the same facts pays once. Refuses with the ledger's `BalanceTooLow` (facts:
    `balance`, `available`), `TransferKeyReused` and `AccountsUnlike`.
    """
    card = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    made = await transfer(
        session,
        key=key,
        debit_account_id=card.account_id,
        credit_account_id=to_account_id,
        amount=amount_points,
        reason=reason,
        reference_kind=reference_kind,
        reference_id=reference_id,
        now=now,
    )
    return made.id
