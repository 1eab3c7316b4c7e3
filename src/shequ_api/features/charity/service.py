"""Opening pools, and giving to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.residency.service import lock_person
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.charity import queries
from shequ_api.features.charity.events import DonationMade
from shequ_api.features.charity.models import Donation, Pool, Thanks
from shequ_api.features.charity.rules import GENERAL, PoolPurpose, pool_title, takes_gifts
from shequ_api.features.charity.supporting import note_gift_of
from shequ_api.features.charity.writings import have_checked
from shequ_api.features.charity_minors.public import refuse_excess, terms_for
from shequ_api.features.family_cards.public import CardChoice, pay_by
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class NotACommunity(Malformed):
    code, title = "not_a_community", "公益池属于社区，请选择社区"


class PoolOver(NotNow):
    code, title = "pool_over", "这个公益池已经截止，不再接受捐赠"


class PoolTitleTaken(NotNow):
    code, title = "pool_title_taken", "本社区已有同名的公益池"


class PoolEndsTooSoon(Malformed):
    code, title = "pool_ends_too_soon", "截止时间须在现在之后"


async def general_pool(session: AsyncSession, community: Place, *, now: datetime) -> Pool:
    """The community's general pool, opened at its first use."""
    district_id = _district_of(community)
    found: Pool | None = await session.scalar(queries.general_pool_of(community.id))
    if found is not None:
        return found
    owner_key = f"pool/{community.id}/{GENERAL}"
    account = await _account(session, district_id, owner_key, now=now)
    opening = insert(Pool).values(
        id=new_id(),
        community_id=community.id,
        district_id=district_id,
        purpose=GENERAL,
        title=pool_title(community.name),
        account_id=account.id,
        opened_at=now,
    )
    await session.execute(opening.on_conflict_do_nothing())
    return (await session.scalars(queries.general_pool_of(community.id))).one()


async def open_pool(
    session: AsyncSession,
    actor: Actor,
    community: Place,
    *,
    purpose: PoolPurpose,
    title: str,
    what_for: str,
    goal_points: int | None,
    closes_at: datetime | None,
    now: datetime,
) -> Pool:
    """A pool for one purpose. A title that stands already is `PoolTitleTaken`, by the database."""
    district_id = _district_of(community)
    if closes_at is not None and closes_at <= now:
        raise PoolEndsTooSoon
    pool_id = new_id()
    account = await _account(session, district_id, f"pool/{pool_id}", now=now)
    pool = Pool(
        id=pool_id,
        community_id=community.id,
        district_id=district_id,
        purpose=purpose,
        title=title,
        what_for=what_for,
        goal_points=goal_points,
        account_id=account.id,
        opened_at=now,
        opened_by_id=actor.person_id,
        closes_at=closes_at,
    )
    session.add(pool)
    await session.flush()
    return pool


def _district_of(community: Place) -> UUID:
    if community.kind != PlaceKind.COMMUNITY or community.district_id is None:
        raise NotACommunity
    return community.district_id


async def _account(
    session: AsyncSession, district_id: UUID, owner_key: str, *, now: datetime
) -> Account:
    return await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=owner_key,
        kind="charity_pool",
        district_id=district_id,
        floor=0,
        now=now,
    )


def thank(session: AsyncSession, actor: Actor, pool: Pool, words: str, *, now: datetime) -> Thanks:
    """Let the donors of a pool know what those who were helped say."""
    thanks = Thanks(
        id=new_id(),
        pool_id=pool.id,
        district_id=pool.district_id,
        words=words,
        written_by_id=actor.person_id,
        thanked_at=now,
    )
    session.add(thanks)
    return thanks


async def donate(
    session: AsyncSession,
    actor: Actor,
    pool: Pool,
    *,
    amount_points: int,
    anonymous: bool,
    message: str | None,
    card: CardChoice = CardChoice.OWN,
    now: datetime,
) -> Donation:
    """捐积分 from a card of the actor in the pool's district. `BalanceTooLow` names the balance.

    What crosses with the closing of the pool goes on to the general one, as the rest did.
    """
    if not takes_gifts(pool.closes_at, pool.closed_at, now):
        raise PoolOver
    await _refuse_minor(session, actor.person_id, pool, amount_points, now=now)
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
    await have_checked(session, made, message, now=now)
    await note_gift_of(session, actor.person_id, pool, amount_points, now=now)
    transfer_id = await _pay(
        session, actor.person_id, card, pool, donation_id, amount_points, now=now
    )
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


async def _refuse_minor(
    session: AsyncSession, donor_id: UUID, pool: Pool, points: int, *, now: datetime
) -> None:
    """A minor gives no more than the district lets them. Locked: two gifts at once are counted one
    after the other."""
    terms = await terms_for(session, donor_id, pool.district_id, now)
    if terms is None:
        return
    await lock_person(session, donor_id)
    begins = china_midnight(china_date(now).replace(day=1))
    given = await session.scalar(queries.given_since(donor_id, pool.district_id, begins))
    refuse_excess(terms, int(given or 0), points)


async def _pay(
    session: AsyncSession,
    person_id: UUID,
    card: CardChoice,
    pool: Pool,
    donation_id: UUID,
    amount_points: int,
    *,
    now: datetime,
) -> UUID:
    return await pay_by(
        session,
        card,
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
