"""Opening pools, and giving to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.charity import queries
from shequ_api.features.charity.events import DonationMade
from shequ_api.features.charity.models import Donation, Pool
from shequ_api.features.charity.rules import GENERAL, pool_title
from shequ_api.features.points.public import pay_from_card
from shequ_api.kit.errors import Malformed
from shequ_api.kit.ids import new_id


class NotACommunity(Malformed):
    code, title = "not_a_community", "公益池属于社区，请选择社区"


async def general_pool(session: AsyncSession, community: Place, *, now: datetime) -> Pool:
    """The community's general pool, opened at its first use."""
    if community.kind != PlaceKind.COMMUNITY or community.district_id is None:
        raise NotACommunity
    found: Pool | None = await session.scalar(queries.general_pool_of(community.id))
    if found is not None:
        return found
    account = await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=f"pool/{community.id}/{GENERAL}",
        kind="charity_pool",
        district_id=community.district_id,
        floor=0,
        now=now,
    )
    opening = insert(Pool).values(
        id=new_id(),
        community_id=community.id,
        district_id=community.district_id,
        purpose=GENERAL,
        title=pool_title(community.name),
        account_id=account.id,
        opened_at=now,
    )
    await session.execute(opening.on_conflict_do_nothing())
    return (await session.scalars(queries.general_pool_of(community.id))).one()


async def donate(
    session: AsyncSession,
    actor: Actor,
    pool: Pool,
    *,
    amount_points: int,
    anonymous: bool,
    message: str | None,
    now: datetime,
) -> Donation:
    """捐积分 from the actor's card in the pool's district. `BalanceTooLow` names the balance."""
    donation_id = new_id()
    made = DonationMade(
        subject_id=donation_id,
        district_id=pool.district_id,
        pool_id=pool.id,
        community_id=pool.community_id,
        donor_id=actor.person_id,
        anonymous=anonymous,
        amount_points=amount_points,
    )
    record(session, made, now=now)
    transfer_id = await _pay(session, actor.person_id, pool, donation_id, amount_points, now=now)
    donation = Donation(
        id=donation_id,
        pool_id=pool.id,
        district_id=pool.district_id,
        donor_id=actor.person_id,
        anonymous=anonymous,
        amount_points=amount_points,
        message=message,
        transfer_id=transfer_id,
        donated_at=now,
    )
    session.add(donation)
    return donation


async def _pay(
    session: AsyncSession,
    person_id: UUID,
    pool: Pool,
    donation_id: UUID,
    amount_points: int,
    *,
    now: datetime,
) -> UUID:
    return await pay_from_card(
        session,
        person_id=person_id,
        district_id=pool.district_id,
        amount_points=amount_points,
        to_account_id=pool.account_id,
        key=f"donation/{donation_id}",
        reason=f"捐给{pool.title}",
        reference_kind="donation",
        reference_id=donation_id,
        now=now,
    )
