"""Some of each thing of charity, for lists to show; and the ids by which lists are asked."""

from datetime import date
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.charity_pledges.models import IncomeShare, UnitPledge
from shequ_api.features.charity_pledges.public import Income, Sold, give, promises_of
from shequ_api.features.charity_pledges.service.posting import count_units
from shequ_api.features.partners.public import partner_account
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.charity_grants.aid import STAFF, Aid
from tests.features.redemptions.market import partner_at

RULE = {"tag": "elderly_alone", "points": 5, "starts_on": "2099-01-01"}
PLEDGE = {"per": "points_earned", "every_units": 10, "give_points": 1, "month_cap_points": 9}


async def pledged_and_granted(
    client: AsyncClient, cast: Cast, session: AsyncSession, lines: int
) -> None:
    """Thanks, proposals, grants, rules, pledges and shares of the home community's pool."""
    aid = Aid(client, cast)
    pool = await aid.pool(session, 1000)
    partner = await partner_at(session, cast, "far_partner")
    await session.commit()
    for number in range(lines):
        await aid.did(STAFF, "POST", f"/charity/pools/{pool.id}/thanks", words=f"谢谢{number}")
        await aid.did(STAFF, "POST", "/charity/allocation-rules", pool_id=str(pool.id), **RULE)
        await aid.propose(pool.id)
        await aid.granted(pool.id)
    for _ in range(lines):
        pledge, share = await _made(aid, str(pool.id))
    kept = await session.get_one(UnitPledge, UUID(pledge))
    agreed = await session.get_one(IncomeShare, UUID(share))
    for _ in range(lines):
        await count_units(session, kept, new_id(), 3, now=utc_now())
    account = await partner_account(session, partner, utc_now())
    promised = await promises_of(session, partner.id, now=utc_now())
    for _ in range(lines):
        income = Income(new_id(), account.id, 0)
        one = Sold(new_id(), agreed.agreed_at, date(2026, 11, 1), 3, 1)
        await give(session, promised, [one], income=income, now=utc_now())
    await session.commit()
    cast.places |= {"unit_pledge": kept.id, "income_share": agreed.id}


async def _made(aid: Aid, pool: str) -> tuple[str, str]:
    """A pledge and a share, which have ended: one stands at a time."""
    pledge = await aid.did("resident", "POST", "/me/unit-pledges", pool_id=pool, **PLEDGE)
    await aid.did("resident", "PUT", f"/me/unit-pledges/{pledge['id']}/end")
    agreed = {"pool_id": pool, "basis_points": 500}
    share = await aid.did("far_partner", "POST", "/charity/income-shares", **agreed)
    await aid.did("far_partner", "PUT", f"/charity/income-shares/{share['id']}/end")
    return str(pledge["id"]), str(share["id"])
