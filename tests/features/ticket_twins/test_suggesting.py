"""Before one orders: what others said nearby, never what is private and never whose it is."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_twins.rules import likeness, pairs_of, rank
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.counting import Queries
from tests.features.ticket_twins.passing import asked, open_ticket, passed, told
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

BUILDING, COMPOUND = f"{HOME}-c1-b1", f"{HOME}-c1"


async def test_two_characters_find_what_a_neighbour_said(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lamp = await open_ticket(file_ticket, session, work, text="一单元门口的路灯不亮了")
    trash = await open_ticket(file_ticket, session, work, text="楼道里堆了杂物")
    here = {"place_id": str(cast.places[COMPOUND])}
    found = await asked(client, cast, "same_compound", **here, text="路灯")
    assert [each["id"] for each in found] == [lamp["id"]]
    [seen] = found
    assert seen["text"] == "一单元门口的路灯不亮了" and seen["metres"] % 50 == 0
    assert not {"reporter_id", "reporter_name", "assignee_id"} & set(seen)
    both = await asked(
        client, cast, "same_compound", **here, text="路灯", service_code="environment"
    )
    assert [each["id"] for each in both] == [lamp["id"], trash["id"]]
    assert await asked(client, cast, "same_compound", **here, text="电梯") == []
    own = await asked(client, cast, "resident", **here, text="路灯")
    assert [each["own"] for each in own] == [True]


async def test_what_is_private_unjudged_or_over_is_not_suggested(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    here = {"place_id": str(cast.places[BUILDING]), "text": "井盖松动"}
    secret = await file_ticket(private=True, text="井盖松动")
    await passed(session, work, secret)
    assert await asked(client, cast, "same_building", **here) == []
    assert await asked(client, cast, "resident", **here) == []
    unjudged = await file_ticket(private=False, text="井盖松动")
    await work()
    assert await asked(client, cast, "same_building", **here) == []
    await passed(session, work, unjudged)
    assert len(await asked(client, cast, "same_building", **here)) == 1
    await step(client, cast, "resident", unjudged, "withdrawal", reason="已好")
    # Even before the worker takes it from the map.
    assert await asked(client, cast, "same_building", **here) == []
    await work()
    assert await asked(client, cast, "same_building", **here) == []


async def test_where_to_look_is_one_place_or_one_position(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    lamp = await open_ticket(file_ticket, session, work, text="路灯坏了")
    at = {"longitude": 104.1281, "latitude": 30.7021}
    found = await asked(client, cast, "far_resident", position=at, text="路灯")
    assert [each["id"] for each in found] == [lamp["id"]]
    away = {"longitude": 104.2, "latitude": 30.9}
    assert await asked(client, cast, "far_resident", position=away, text="路灯") == []
    for wrong in ({"text": "路灯"}, {"position": at, "place_id": str(cast.places[BUILDING])}):
        answer = await told(client, cast, "resident", "POST", "/tickets/duplicates", **wrong)
        assert answer.status_code == 422
    nowhere = {"place_id": "0199a3c4-5d6e-7f80-9a1b-000000000999"}
    answer = await told(client, cast, "resident", "POST", "/tickets/duplicates", **nowhere)
    assert answer.json()["code"] == "place_unknown"


async def test_many_cost_no_more_statements_than_one(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    work: Work,
    queries: Queries,
) -> None:
    here = {"place_id": str(cast.places[BUILDING]), "text": "路灯坏了"}
    counts = []
    for many in (1, 5):
        for number in range(many):
            await open_ticket(file_ticket, session, work, text=f"路灯坏了{number}")
        with queries() as seen:
            found = await asked(client, cast, "same_building", **here)
        counts.append(len(seen))
    assert len(found) == 6 and counts[0] == counts[1]


def test_pairs_and_likeness() -> None:
    assert pairs_of("路灯坏了，ＬＥＤ灯 2") == ["2", "d灯", "ed", "le", "坏了", "灯坏", "路灯"]
    assert pairs_of("") == pairs_of("，。！ _ ") == []
    assert len(pairs_of("".join(map(chr, range(0x4E00, 0x5E00))))) == 400
    assert likeness(pairs_of("路灯"), pairs_of("一单元门口的路灯不亮了")) == 1
    assert likeness(pairs_of("电梯"), pairs_of("路灯不亮")) == 0 == likeness([], ["路灯"])
    best = rank(metres=0, radius_metres=300, same_service=True, alike=1)
    assert best == 1 and rank(metres=400, radius_metres=300, same_service=False, alike=0) == 0
