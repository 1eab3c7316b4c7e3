"""Who is told of what: over HTTP, through the facts that others record."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact, record
from shequ_api.base.events.models import Event
from shequ_api.base.identity.models import EvidenceKind, Mandate
from shequ_api.base.residency.events import ResidencyClaimClosed, ResidencyEnded, ResidencyVerified
from shequ_api.features.compounds.events import ContractEnding
from shequ_api.features.inbox.matters import close_ended
from shequ_api.features.inbox.models import Message
from shequ_api.features.tickets.events import TicketPlaced
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.base.people.asking import appointed, ask, posting_of
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.check_ins.test_reviewing import ACCEPTED, REJECTED, doubtful, review
from tests.features.inbox.reading import kinds, messages, unread
from tests.features.patrols.field import Field
from tests.features.tickets.slips import step

WORDS = "四楼王大爷家漏水"
WORKER = "micro_grid_worker"


async def filed(client: AsyncClient, cast: Cast, by: str = "resident", **dress: str) -> Any:
    body = {
        "service_code": "environment",
        "text": WORDS,
        "place_id": str(cast.places[f"{HOME}-c1-b1"]),
    }
    answer = await ask(client, cast, by, "POST", "/tickets", json=body, headers=dress)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def mandate(session: AsyncSession, cast: Cast, agent: str) -> str:
    """The resident lets somebody file for them."""
    now = utc_now()
    given = Mandate(
        id=new_id(),
        principal_id=cast.people["resident"],
        agent_id=cast.people[agent],
        permissions=["ticket:file"],
        evidence_kind=EvidenceKind.APP_CONSENT,
        recorded_by_id=cast.people["resident"],
        made_at=now,
        starts_on=china_date(now),
        ends_on=china_date(now) + timedelta(days=1),
    )
    session.add(given)
    await session.commit()
    return str(given.id)


async def test_a_ticket_is_told_to_whom_it_matters(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    agent = "same_building"
    dress = {"X-On-Behalf-Of": await mandate(session, cast, agent)}
    ticket = await filed(client, cast, agent, **dress)
    await step(client, cast, "community_worker", ticket, "acceptance")
    await work()
    for who in ("resident", agent):
        [mine] = await messages(client, cast, who)
        assert (mine["kind"], mine["about_id"]) == ("ticket_accepted", ticket["id"])
    facts = await session.scalar(select(Event.facts).where(Event.name == "ticket_accepted"))
    assert facts and facts["at"], "accepted again elsewhere is another occasion"
    for again in range(2):
        body = {"person_id": str(cast.people[WORKER])}
        given = await step(client, cast, "community_worker", ticket, "assignment", **body)
        assert given.status_code == 200, given.text
        await work()
        [mine] = await messages(client, cast, WORKER)
        assert (mine["kind"], mine["times"]) == ("ticket_assigned", again + 1)
    await step(client, cast, WORKER, ticket, "settlement", note="办好了")
    await work()
    assert await kinds(client, cast, "resident") == ["ticket_settled", "ticket_accepted"]
    assert await kinds(client, cast, agent) == ["ticket_settled", "ticket_accepted"]

    declined = await filed(client, cast)
    await step(client, cast, "community_worker", declined, "refusal", reason="不归社区管")
    await work()
    assert (await kinds(client, cast, "resident"))[0] == "ticket_declined"
    assert await unread(client, cast, "community_worker") == 0, "who did it knows"
    said = await session.scalars(select(Message.title + Message.text))
    assert WORDS not in "".join(said)


async def test_inspections_and_check_ins_come_back(
    client: AsyncClient, cast: Cast, work: Work
) -> None:
    field = Field(client, cast)
    sent = await field.inspected()
    for word in ("has_issues", "rejected"):
        said = await field.review(sent["id"], decision=word, note="照片看不清")
        assert said.status_code == 200, said.text
        await work()
        if word == "has_issues":
            assert await kinds(client, cast, WORKER) == ["inspection_returned"]
            sent = await field.inspected(place_id=str(cast.places[f"{HOME}-c1-b1-u1-d102"]))
    assert await kinds(client, cast, WORKER) == ["inspection_rejected", "inspection_returned"]

    first, second = [await doubtful(field) for _ in range(2)]
    await work()
    [waiting] = await messages(client, cast, WORKER, kind="check_in_waiting")
    assert (waiting["times"], waiting["about_id"]) == (2, second["id"]), "a day is one message"
    await review(field, first, **ACCEPTED)
    await review(field, second, **REJECTED)
    await work()
    newest = (await kinds(client, cast, WORKER))[:2]
    assert sorted(newest) == ["check_in_accepted", "check_in_rejected"]


async def test_a_ticket_that_another_community_gets(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket, now = await filed(client, cast), utc_now()
    to_and_fro = [(NEIGHBOUR, now), (NEIGHBOUR, now), (NEIGHBOUR, now + timedelta(minutes=1))]
    for left, at in [(HOME, now), *to_and_fro]:
        placed = TicketPlaced(
            subject_id=UUID(ticket["id"]),
            district_id=cast.places["510108000000"],
            community_id=cast.places[HOME],
            service_code="environment",
            reporter_id=cast.people["resident"],
            source_kind="code",
            source_id=None,
            left_community_id=cast.places[left],
            placed_by_id=cast.people["community_worker"],
            at=at,
        )
        record(session, placed, now=now)
    await session.commit()
    await work()
    [told] = await messages(client, cast, "resident")
    assert (told["kind"], told["times"]) == ("ticket_transferred", 2), "not from place to place"


def residency(cast: Cast, fact: type[Fact], **more: Any) -> Fact:
    return fact(
        subject_id=uuid4(),
        district_id=cast.places["510108000000"],
        person_id=cast.people["newcomer"],
        dwelling_id=cast.places[f"{HOME}-c1-b1-u1-d102"],
        community_id=cast.places[HOME],
        belonging="tenant",
        **more,
    )


@pytest.mark.parametrize(
    ("fact", "more", "kind"),
    [
        (ResidencyVerified, {"means": "door", "verified_by_id": None}, "residency_verified"),
        (ResidencyClaimClosed, {"end_kind": "rejected"}, "residency_rejected"),
        (ResidencyClaimClosed, {"end_kind": "expired"}, "residency_expired"),
        (ResidencyClaimClosed, {"end_kind": "withdrawn"}, None),
        (ResidencyEnded, {"end_kind": "removed"}, "residency_removed"),
        (ResidencyEnded, {"end_kind": "left"}, None),
    ],
)
async def test_residencies(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    work: Work,
    fact: type[Fact],
    more: dict[str, Any],
    kind: str | None,
) -> None:
    if fact is not ResidencyVerified:
        more = {**more, "ended_by_id": None}
    if fact is ResidencyEnded:
        more = {**more, "ends_on": china_date(utc_now())}
    record(session, residency(cast, fact, **more), now=utc_now())
    await session.commit()
    await work()
    assert await kinds(client, cast, "newcomer") == ([kind] if kind else [])


async def test_leaving_office_and_taking_over(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    successor = (await appointed(client, cast, "13900000005", duty="deputy")).json()["id"]
    posting = await posting_of(session, cast, WORKER)
    body = {"handed_to_posting_id": successor}
    ended = await ask(
        client, cast, "community_worker", "PUT", f"/postings/{posting}/end", json=body
    )
    assert ended.status_code == 200, ended.text
    await work()
    assert await kinds(client, cast, WORKER) == ["posting_ended"]
    assert await kinds(client, cast, "newcomer") == ["work_handed_over"]


async def test_what_ends_in_a_compound_is_told_until_it_has_ended(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    now = utc_now()
    ending = ContractEnding(
        subject_id=uuid4(),
        district_id=cast.places["510108000000"],
        community_id=cast.places[HOME],
        compound_id=cast.places[f"{HOME}-c1"],
        ends_on=china_date(now) + timedelta(days=30),
    )
    record(session, ending, now=now)
    await session.commit()
    await work()
    [mine] = await messages(client, cast, "community_worker")
    assert (mine["kind"], mine["done_at"]) == ("property_contract_ending", None)
    await close_ended(session, now + timedelta(days=29))
    assert await unread(client, cast, "community_worker") == 1
    await close_ended(session, now + timedelta(days=31))
    await session.commit()
    assert (await messages(client, cast, "community_worker"))[0]["done_at"]
    assert await unread(client, cast, "far_community_worker") == 0
