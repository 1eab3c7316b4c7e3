"""Absences, covers, and grids that nobody serves."""

from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.cover_models import GridVacancy
from shequ_api.base.people.models import Person
from shequ_api.base.people.vacancies import note_vacancies
from shequ_api.base.people.vacancy_rules import DEFAULT_DAYS
from shequ_api.kit.clock import utc_now
from tests.base.people.asking import appointed, ask, day, posting_of
from tests.cast import HOME, Cast

TOO_LONG = timedelta(days=DEFAULT_DAYS.community_days)


async def vacant(client: AsyncClient, cast: Cast) -> set[str]:
    answer = await ask(client, cast, "community_worker", "GET", "/grids/vacancies")
    assert answer.status_code == 200, answer.text
    return {item["code"].removeprefix(f"{HOME}-") for item in answer.json()["items"]}


async def told(session: AsyncSession) -> int:
    count = select(func.count()).where(Event.name == "grid_vacant")
    return await session.scalar(count) or 0


async def test_somebody_covers_for_somebody_absent(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    days = {"starts_on": day(0), "ends_on": day(7), "reason": "回乡探亲"}
    away = await ask(client, cast, "micro_grid_worker", "POST", "/me/absences", json=days)
    assert (away.status_code, away.json()["covered_by_name"]) == (201, None), away.text
    again = await ask(client, cast, "micro_grid_worker", "POST", "/me/absences", json=days)
    assert (again.status_code, again.json()["code"]) == (409, "absence_announced")

    posting = await posting_of(session, cast, "micro_grid_worker")
    draft = {"phone": "13900000005", "starts_on": day(0), "ends_on": day(7)}
    path = f"/postings/{posting}/covers"
    cover = await ask(client, cast, "community_worker", "POST", path, json=draft)
    assert cover.status_code == 201, cover.text
    assert (cover.json()["covers_id"], cover.json()["duty"]) == (posting, "lead")
    me = await ask(client, cast, "newcomer", "GET", "/me")
    assert (me.json()["acting_role"], me.json()["acting_posting_id"]) == (
        "micro_grid_worker",
        cover.json()["id"],
    )
    both = await ask(client, cast, "micro_grid_worker", "GET", "/me")
    assert both.json()["acting_role"] == "micro_grid_worker"

    absences = await ask(client, cast, "community_worker", "GET", "/absences")
    [line] = absences.json()["items"]
    assert (line["person_name"], line["covered_by_name"]) == ("甲微格", "戊居民")
    question = {"person_id": str(cast.people["micro_grid_worker"])}
    listed = await ask(client, cast, "community_worker", "GET", "/postings", params=question)
    [shown] = listed.json()["items"]
    assert (shown["absent_until"], shown["covered_by_name"]) == (day(7), "戊居民")


async def test_covers_obey_the_rules_of_appointments(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    worker = await posting_of(session, cast, "micro_grid_worker")
    chief = await posting_of(session, cast, "community_worker")
    far = await posting_of(session, cast, "far_community_worker")
    draft = {"phone": "13900000005", "starts_on": day(0), "ends_on": day(7)}
    for who, posting, change, status, code in [
        ("micro_grid_worker", worker, {}, 403, "permission_missing"),
        ("community_worker", far, {}, 404, "not_found"),
        ("grid_chief", chief, {}, 403, "beyond_yourself"),
        ("community_worker", worker, {"phone": "13900000011"}, 422, "covers_nobody"),
        ("community_worker", worker, {"phone": "13900000021"}, 403, "not_for_yourself"),
        ("community_worker", worker, {"ends_on": day(0)}, 422, "dates_unfit"),
    ]:
        path = f"/postings/{posting}/covers"
        answer = await ask(client, cast, who, "POST", path, json=draft | change)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_whose_absence_it_is(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    other = await posting_of(session, cast, "next_micro_worker")
    days = {"starts_on": day(1), "ends_on": day(3)}
    foreign = days | {"posting_id": other}
    refused = await ask(client, cast, "micro_grid_worker", "POST", "/me/absences", json=foreign)
    assert refused.status_code == 404
    none = await ask(client, cast, "resident", "POST", "/me/absences", json=days)
    assert none.json()["code"] == "posting_needed"
    past = {"starts_on": day(-3), "ends_on": day(0)}
    late = await ask(client, cast, "micro_grid_worker", "POST", "/me/absences", json=past)
    assert late.json()["code"] == "absence_in_the_past"
    made = await ask(client, cast, "micro_grid_worker", "POST", "/me/absences", json=days)
    path = f"/me/absences/{made.json()['id']}"
    assert (await ask(client, cast, "next_micro_worker", "DELETE", path)).status_code == 404
    back = await ask(client, cast, "micro_grid_worker", "DELETE", path)
    assert back.json()["cancelled_at"] is not None
    assert (await ask(client, cast, "micro_grid_worker", "DELETE", path)).status_code == 409
    mine = await ask(client, cast, "micro_grid_worker", "GET", "/me/absences")
    assert len(mine.json()["items"]) == 1


async def test_a_vacancy_is_told_once_and_ends_with_a_worker(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    long_ago = utc_now() - TOO_LONG - timedelta(hours=1)
    await note_vacancies(session, long_ago)
    await session.commit()
    assert await told(session) == 0, "it has only begun"
    assert "m03" in await vacant(client, cast), "noticed, and lasting since"
    for _ in range(2):
        await note_vacancies(session, utc_now())
        await session.commit()
    noticed = select(func.count()).where(GridVacancy.announced_at.is_not(None))
    assert await told(session) == (await session.scalar(noticed) or 0) > 0

    grid = {"grid_id": str(cast.places[f"{HOME}-m03"])}
    assert (await appointed(client, cast, "13900000005", **grid)).status_code == 201
    assert "m03" not in await vacant(client, cast), "at once, before the clock"
    await note_vacancies(session, utc_now())
    row = select(GridVacancy).where(GridVacancy.grid_id == cast.places[f"{HOME}-m03"])
    found = (await session.scalars(row.execution_options(populate_existing=True))).one()
    assert found.filled_at is not None


async def test_who_is_absent_or_shut_out_does_not_serve(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    days = {"starts_on": day(0), "ends_on": day(9)}
    await ask(client, cast, "micro_grid_worker", "POST", "/me/absences", json=days)
    shut = await session.get_one(Person, cast.people["next_micro_worker"])
    shut.disabled_at = utc_now()
    await session.flush()
    await note_vacancies(session, utc_now())
    later = utc_now() + TOO_LONG + timedelta(minutes=1)
    open_ones = select(GridVacancy.grid_id).where(GridVacancy.filled_at.is_(None))
    found = set(await session.scalars(open_ones))
    assert {cast.places[f"{HOME}-m01"], cast.places[f"{HOME}-m02"]} <= found

    posting = await posting_of(session, cast, "micro_grid_worker")
    draft = {"phone": "13900000005", **days}
    await session.commit()
    await ask(client, cast, "community_worker", "POST", f"/postings/{posting}/covers", json=draft)
    await note_vacancies(session, later)
    assert cast.places[f"{HOME}-m01"] not in set(await session.scalars(open_ones)), "covered"
