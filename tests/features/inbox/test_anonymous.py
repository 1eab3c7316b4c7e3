"""Who reports without a name hears of what others do, never of what they did themselves."""

from httpx import AsyncClient

from shequ_api.kit.ids import new_id
from tests.base.people.asking import ask
from tests.cast import Cast
from tests.clocks import Work
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.conftest import file_ticket as file_ticket

NEWS = "anonymous_ticket_news"


async def test_their_own_words_are_no_news_to_them(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await file_ticket(anonymous=True)
    await work()
    heard: list[int] = []
    for who, words in (("resident", "还在漏"), ("community_worker", "明天上门")):
        path = f"/tickets/{ticket['id']}/messages/{new_id()}"
        said = await ask(client, cast, who, "PUT", path, json={"text": words})
        assert said.is_success, said.text
        await work()
        told = (await ask(client, cast, "resident", "GET", "/me/messages")).json()["items"]
        heard.append(sum(each["kind"] == NEWS for each in told))
    assert heard == [0, 1]
