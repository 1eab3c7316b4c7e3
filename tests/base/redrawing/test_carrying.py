"""The offices that go on in a merged grid: nobody is given more than they were given."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from tests.base.people.asking import appointed, ask, day
from tests.base.redrawing.conftest import GRID, NEXT_GRID, Office
from tests.base.rights import test_custom_roles as custom_roles
from tests.cast import Cast

NEWCOMER = "13900000005"


async def live(session: AsyncSession, cast: Cast, who: str) -> list[Posting]:
    held = select(Posting).where(Posting.person_id == cast.people[who], Posting.ended_at.is_(None))
    fresh = held.order_by(Posting.starts_on).execution_options(populate_existing=True)
    return list(await session.scalars(fresh))


def days(posting: Posting) -> tuple[str, str | None]:
    return posting.starts_on.isoformat(), posting.ends_on.isoformat() if posting.ends_on else None


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ((0, 5), (100, 200), [(0, 5), (100, 200)]),
        ((100, 200), (0, 5), [(0, 5), (100, 200)]),
        ((0, 5), (5, 9), [(0, 9)]),
        ((3, 9), (0, 5), [(0, 9)]),
        ((0, 5), (2, None), [(0, None)]),
        ((0, None), (2, 5), [(0, None)]),
    ],
)
async def test_days_between_two_offices_stay_without_one(
    office: Office,
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    first: tuple[int, int | None],
    second: tuple[int, int | None],
    joined: list[tuple[int, int | None]],
) -> None:
    for code, (begins, ends) in ((GRID, first), (NEXT_GRID, second)):
        dates: dict[str, Any] = {"starts_on": day(begins)}
        dates |= {} if ends is None else {"ends_on": day(ends)}
        given = await appointed(
            client, cast, NEWCOMER, duty="deputy", grid_id=office.id(code), **dates
        )
        assert given.status_code == 201, given.text
    merged = await office.merge("district_administrator", GRID, NEXT_GRID)
    assert merged.status_code == 201, merged.text
    held = await live(session, cast, "newcomer")
    assert [days(one) for one in held] == [
        (day(begins), None if ends is None else day(ends)) for begins, ends in joined
    ]
    assert {one.granted_by_id for one in held} == {cast.people["community_worker"]}


async def test_whoever_merges_does_not_appoint(
    office: Office, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """An office of one's own goes on, given by whom it was, for as long as it was."""
    given = await appointed(
        client, cast, "13900000023", duty="deputy", starts_on=day(0), ends_on=day(5)
    )
    assert given.status_code == 201, given.text
    (chief,) = [one for one in await live(session, cast, "grid_chief") if one.role == "grid_chief"]
    body = {
        "grid_ids": [office.id(GRID), office.id(NEXT_GRID)],
        "name": "合并微网格",
        "reason": "合并",
    }
    merged = await ask(
        client,
        cast,
        "grid_chief",
        "POST",
        "/grids/merges",
        json=body,
        headers={"X-Acting-Posting": str(chief.id)},
    )
    assert merged.status_code == 201, merged.text
    (own,) = [one for one in await live(session, cast, "grid_chief") if one.id != chief.id]
    assert str(own.grid_id) == merged.json()["grids"][0]["grid"]["id"]
    assert (own.granted_by_id, own.duty) == (cast.people["community_worker"], "deputy")
    assert days(own) == (day(0), day(5))


async def test_cover_for_some_days_does_not_become_an_office_by_a_merger(
    office: Office, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """Who stands in at one grid and serves the other serves the merged one in their own right."""
    posting = await office.posting_of("micro_grid_worker")
    draft = {"phone": "13900000012", "starts_on": day(0), "ends_on": day(5)}
    cover = await ask(
        client, cast, "community_worker", "POST", f"/postings/{posting}/covers", json=draft
    )
    assert cover.status_code == 201, cover.text
    merged = await office.merge("community_worker", GRID, NEXT_GRID)
    assert merged.status_code == 201, merged.text
    (one,) = await live(session, cast, "next_micro_worker")
    assert (one.covers_id, one.duty, one.ends_on) == (None, "deputy", None)
    (lead,) = await live(session, cast, "micro_grid_worker")
    assert lead.duty == "lead"


@pytest.mark.parametrize(
    ("who", "goes_on"), [("community_worker", True), ("district_administrator", False)]
)
async def test_a_custom_role_goes_on_where_the_actor_could_give_it(
    office: Office,
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    who: str,
    goes_on: bool,
) -> None:
    mine, theirs = [
        set((await office.got(one, "/me"))["permissions"])
        for one in ("community_worker", "district_administrator")
    ]
    assert "ticket:accept" in mine - theirs
    role = await custom_roles.made(
        client, cast, held_kind="micro_grid", permissions=["ticket:accept"]
    )
    given = await custom_roles.appointed(client, cast, role["id"], at=GRID)
    assert given.status_code == 201, given.text
    merged = await office.merge(who, GRID, NEXT_GRID)
    assert merged.status_code == 201, merged.text
    assert len(await live(session, cast, "newcomer")) == goes_on
    ended = {one["posting_id"] for one in merged.json()["ended_postings"]}
    assert (given.json()["id"] in ended) != goes_on
