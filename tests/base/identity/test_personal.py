"""Two accounts of one human being, and somebody who goes: what becomes of homes and mandates."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity import personal
from shequ_api.base.identity.models import IdentityProof, Mandate
from shequ_api.base.residency import personal as homes
from shequ_api.base.residency.models import Residency, ResidencyVouch
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.base.identity.test_mandates import given
from tests.base.lines import lived_in
from tests.base.living import EMPTY, OTHER_EMPTY, OWN, Street


async def test_merged_homes_and_vouches(street: Street, session: AsyncSession) -> None:
    """Two claims for one dwelling become one, and a vouch for oneself is none."""
    people = street.cast.people
    await street.claimed("same_building", OWN)
    theirs = await street.claimed("same_building", EMPTY)
    other = await street.claimed("newcomer", OTHER_EMPTY)
    for made in (theirs, other):
        answer = await street.ask("resident", "PUT", f"/residencies/{made}/vouch")
        assert answer.status_code == 200
    for _ in range(2):  # it may run twice
        await homes.merge(session, people["resident"], people["same_building"], utc_now())
    await session.commit()
    mine = select(Residency.place_id, Residency.verified_at).where(
        Residency.person_id == people["resident"], Residency.ends_on.is_(None)
    )
    rows = (await session.execute(mine)).all()
    assert len(rows) == len({row.place_id for row in rows}) == 3
    own = street.cast.places[OWN]
    assert [row.verified_at is not None for row in rows if row.place_id == own] == [True]
    left = (await session.scalars(select(ResidencyVouch.residency_id))).all()
    assert [str(each) for each in left] == [other]


async def test_merged_mandates(street: Street, session: AsyncSession) -> None:
    """Between the two accounts: over, as signed. With others: the kept person's."""
    people = street.cast.people
    between = await given(street)
    with_other = await given(street, agent_phone="13900000003")
    for _ in range(2):
        await personal.merge(session, people["same_building"], people["resident"], utc_now())
    await session.commit()
    inner = await session.get_one(Mandate, between, populate_existing=True)
    assert inner.revoked_at is not None
    assert inner.principal_id == people["resident"]
    outer = await session.get_one(Mandate, with_other, populate_existing=True)
    kept = people["same_building"]
    assert (outer.principal_id, outer.recorded_by_id, outer.revoked_at) == (kept, kept, None)


async def test_what_is_kept_is_told_and_erased(
    street: Street, session: AsyncSession, parts: Parts
) -> None:
    await lived_in(session, street.cast)
    resident = street.cast.people["resident"]
    told = await personal.collect(session, parts, resident)
    told |= await homes.collect(session, parts, resident)
    assert {title: len(lines) for title, lines in told.items()} == {
        "身份核验": 3,
        "代办授权": 3,
        "居住登记": 3,
        "发出的邀请": 3,
        "为邻居担保的时间": 0,
    }
    for module in (personal, homes):
        await module.erase(session, resident, utc_now())
    await session.commit()
    live = Residency.person_id == resident, Residency.ends_on.is_(None)
    assert await session.scalar(select(func.count()).select_from(Residency).where(*live)) == 0
    assert await session.scalar(select(func.count()).select_from(IdentityProof)) == 0
    in_force = select(func.count()).select_from(Mandate).where(Mandate.revoked_at.is_(None))
    assert await session.scalar(in_force) == 0
