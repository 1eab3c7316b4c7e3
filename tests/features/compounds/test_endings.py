"""What ends soon: a list for those in charge, and a fact for each, once."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.compounds.jobs import tell_endings
from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME
from tests.features.compounds.hall import Hall


def day(days: int) -> str:
    return (china_date(utc_now()) + timedelta(days=days)).isoformat()


async def listed(hall: Hall, who: str = "community_worker", **query: Any) -> list[dict[str, Any]]:
    answer = await hall.ask(who, "GET", "/compound-endings", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_what_ends_soon_or_ended_is_listed_until_something_follows(hall: Hall) -> None:
    await hall.sign(starts_on="2024-01-01", ends_on=day(40))
    await hall.sign(code=f"{HOME}-c2", starts_on="2024-01-01", ends_on=day(200))
    await hall.found(starts_on="2021-01-01", ends_on=day(-10))
    lines = await listed(hall)
    assert [(line["kind"], line["days_left"]) for line in lines] == [
        ("committee_term", -10),
        ("property_contract", 40),
    ]
    assert (lines[1]["title"], lines[1]["compound_name"]) == ("致强物业服务有限公司", "东苑")
    assert [line["days_left"] for line in await listed(hall, within_days=200)] == [-10, 40, 200]
    assert [line["days_left"] for line in await listed(hall, within_days=0)] == [-10]
    for who, count in (
        ("district_administrator", 2),
        ("committee_member", 2),
        ("far_community_worker", 0),
    ):
        assert len(await listed(hall, who)) == count, who
    first = await hall.ask("community_worker", "GET", "/compound-endings", params={"limit": 1})
    query = {"limit": 1, "cursor": first.json()["next_cursor"]}
    second = await hall.ask("community_worker", "GET", "/compound-endings", params=query)
    assert second.json()["items"] == lines[1:]
    await hall.sign(starts_on=day(40), ends_on=day(400))
    await hall.found(starts_on=day(-5), ends_on=day(1000), members=[])
    assert await listed(hall) == []
    refused = await hall.ask("resident", "GET", "/compound-endings")
    assert refused.status_code == 403


async def test_each_end_is_announced_once(hall: Hall, session: AsyncSession) -> None:
    await hall.sign(starts_on="2024-01-01", ends_on=day(90))
    await hall.sign(code=f"{HOME}-c2", starts_on="2024-01-01", ends_on=day(91))
    await hall.found(starts_on="2021-01-01", ends_on=day(1))
    now = utc_now()

    async def told() -> list[tuple[str, str]]:
        await tell_endings(session, now)
        await session.commit()
        names = ("property_contract_ending", "committee_term_ending")
        found = select(Event.name, Event.facts).where(Event.name.in_(names)).order_by(Event.name)
        return [(row.name, row.facts["ends_on"]) for row in await session.execute(found)]

    expected = [("committee_term_ending", day(1)), ("property_contract_ending", day(90))]
    assert await told() == expected
    assert await told() == expected
    now += timedelta(days=1)
    assert date.fromisoformat((await told())[2][1]) == date.fromisoformat(day(91))
    assert len(await told()) == 3
