"""What a merge may not do: lend a proof to another name, or an office to somebody else."""

from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from tests.base.people.asking import ask
from tests.base.people.test_merging import merged
from tests.cast import Cast
from tests.clocks import Work

COUNTER = 4


async def proven(client: AsyncClient, cast: Cast, who: str, name: str) -> None:
    code = (await ask(client, cast, who, "POST", "/me/identity-codes")).json()["code"]
    body = {"code": code, "name": name}
    answer = await ask(client, cast, "community_worker", "POST", "/proofs", json=body)
    assert answer.status_code == 201, answer.text


async def called(client: AsyncClient, cast: Cast, who: str, name: str) -> None:
    answer = await ask(client, cast, who, "PUT", "/me/profile", json={"name": name})
    assert answer.status_code == 200, answer.text


async def shown(client: AsyncClient, cast: Cast, who: str) -> tuple[str, int]:
    me = (await ask(client, cast, who, "GET", "/me")).json()
    return me["name"], me["level"]["level"]


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def test_the_name_with_the_proof_wins(client: AsyncClient, cast: Cast, work: Work) -> None:
    await proven(client, cast, "newcomer", "李四")
    await called(client, cast, "same_building", "社区王书记")
    answer = await merged(client, cast, kept="same_building", given="newcomer")
    assert answer.status_code == 201, answer.text
    assert any("核验过的姓名" in line for line in answer.json()["told"])
    assert "李四" not in answer.text, "the sentences are kept for ever"
    assert await shown(client, cast, "same_building") == ("李四", COUNTER)
    await work()
    assert await shown(client, cast, "same_building") == ("李四", COUNTER)


async def test_a_name_without_a_proof_yields(client: AsyncClient, cast: Cast) -> None:
    await proven(client, cast, "same_building", "李四")
    await called(client, cast, "newcomer", "社区王书记")
    answer = await merged(client, cast, kept="same_building", given="newcomer")
    assert "保留当前账号核验过的姓名" in answer.json()["told"]
    assert await shown(client, cast, "same_building") == ("李四", COUNTER)


async def test_two_proven_names_are_two_people(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await proven(client, cast, "newcomer", "李四")
    await proven(client, cast, "same_building", "王五")
    answer = await merged(client, cast, kept="same_building", given="newcomer")
    assert said(answer) == (409, "names_differ")
    apart = await session.get_one(Person, cast.people["newcomer"], populate_existing=True)
    assert apart.merged_into_id is None
    await proven(client, cast, "newcomer", "王五")
    again = await merged(client, cast, kept="same_building", given="newcomer")
    assert again.status_code == 201, again.text


async def test_no_code_hands_an_office_to_somebody_else(client: AsyncClient, cast: Cast) -> None:
    answer = await merged(client, cast, kept="newcomer", given="community_worker")
    assert said(answer) == (409, "postings_in_force")
    assert "反过来合并" in answer.json()["detail"]
    me = (await ask(client, cast, "community_worker", "GET", "/me")).json()
    assert me["acting_role"] == "community_worker"
    round_about = await merged(client, cast, kept="community_worker", given="newcomer")
    assert round_about.status_code == 201, round_about.text
    partner = await merged(client, cast, kept="resident", given="partner")
    assert partner.status_code == 201, partner.text
