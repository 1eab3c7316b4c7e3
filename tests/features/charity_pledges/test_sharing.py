"""A part of a partner's income for charity: by the word of its own people."""

from typing import Any

from shequ_api.features.charity.models import Pool
from shequ_api.features.partners.models import Partner
from tests.features.charity_grants.aid import Aid

SHARES = "/charity/income-shares"


async def agreed(aid: Aid, pool: Pool, who: str = "partner", **changes: Any) -> str:
    body = {"pool_id": str(pool.id), "basis_points": 500} | changes
    return str((await aid.did(who, "POST", SHARES, **body))["id"])


async def test_by_the_partners_own_people_alone(aid: Aid, pool: Pool, partner: Partner) -> None:
    body = {"pool_id": str(pool.id), "basis_points": 500}
    for who in ("resident", "community_worker", "district_administrator"):
        assert await aid.refused(who, "POST", SHARES, **body) == (403, "permission_missing")
    assert await aid.refused("far_partner", "POST", SHARES, **body) == (409, "not_a_partner")
    share = await agreed(aid, pool)
    assert await aid.refused("partner", "POST", SHARES, **body) == (409, "pledge_stands")
    path = f"{SHARES}/{share}/end"
    assert await aid.refused("far_partner", "PUT", path) == (404, "not_found")
    over = body | {"basis_points": 10_001}
    assert await aid.refused("partner", "POST", SHARES, **over) == (422, "malformed")
