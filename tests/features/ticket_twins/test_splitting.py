"""One into several, and a part back under it while it is untouched."""

from typing import Any

from httpx import AsyncClient, Response

from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.ticket_ratings.test_rating import shown
from tests.features.ticket_twins.passing import told
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.ticket_twins.test_supporting import heard
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

PARTS = [
    {"service_code": "environment", "text": "楼道堆杂物"},
    {"service_code": "public_facility", "text": "路灯不亮"},
]


async def split(
    client: AsyncClient,
    cast: Cast,
    ticket: dict[str, Any],
    by: str = "community_worker",
    parts: list[dict[str, str]] | None = None,
) -> Response:
    body = {"reason": "两件事", "parts": parts or PARTS}
    return await told(client, cast, by, "POST", f"/tickets/{ticket['id']}/splits", **body)


async def put_back(
    client: AsyncClient, cast: Cast, ticket: dict[str, Any], by: str = "community_worker"
) -> Response:
    path = f"/tickets/{ticket['id']}/split-undoing"
    return await told(client, cast, by, "POST", path, reason="一起办")


async def test_one_into_several(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    parent = await file_ticket(text="楼道堆杂物，路灯也不亮")
    assert (await split(client, cast, parent, by="micro_grid_worker")).status_code == 403
    unfit = [{"service_code": "nothing", "text": "?"}]
    wrong = await split(client, cast, parent, parts=unfit)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "part_unfit")
    done = await split(client, cast, parent)
    assert done.status_code == 201, done.text
    parts = [each for each in done.json()["twins"] if each["relation"] == "child"]
    seen = await shown(client, cast, "resident", parts[0])
    assert (seen["own"], seen["private"], seen["state"]) == (True, parent["private"], "submitted")
    assert seen["place_id"] == str(cast.places[f"{HOME}-c1-b1"])
    path = f"/tickets/{parts[0]['id']}/twins"
    twins = await told(client, cast, "community_worker", "GET", path)
    assert [(each["id"], each["relation"]) for each in twins.json()["twins"]] == [
        (parent["id"], "parent")
    ]
    await work()
    news = [kind for part in parts for kind in await heard(client, cast, "resident", part)]
    assert news.count("ticket_split") == 1, "one message of all parts"


async def test_a_part_goes_back_while_it_is_untouched(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    parent = await file_ticket(text="楼道堆杂物，路灯也不亮")
    done = await split(client, cast, parent)
    one, other = [each for each in done.json()["twins"] if each["relation"] == "child"]
    back = await put_back(client, cast, one)
    assert back.json()["merged_into_id"] == parent["id"], back.text
    await step(client, cast, "community_worker", other, "acceptance")
    for ticket, code in (
        (one, "ticket_not_split"),
        (other, "part_touched"),
        (parent, "ticket_not_split"),
    ):
        refused = await put_back(client, cast, ticket)
        assert (refused.status_code, refused.json()["code"]) == (409, code)


async def test_who_ordered_it_does_not_dispatch_it_from_another_community(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker
) -> None:
    """They see it, and may merge and split: not here."""
    by = "far_community_worker"
    own, other = await file_ticket(by=by), await file_ticket(private=False)
    for attempt in (
        await merged(client, cast, own, other, by=by),
        await split(client, cast, own, by=by),
        await put_back(client, cast, own, by=by),
        await apart(client, cast, own, by=by),
    ):
        assert (attempt.status_code, attempt.json()["code"]) == (403, "not_your_merge")
