"""Visits to fill lists with."""

from tests.features.visits.arranged import BUILDING, STAFF, TECHNICIAN_PHONE, Arranged


async def gone_round(visits: Arranged, times: int) -> None:
    """Rounds through a building, of which its residents and a technician know."""
    for _ in range(times):
        body = visits.plan(BUILDING, participants=[{"phone": TECHNICIAN_PHONE}])
        answer = await visits.ask(STAFF, "POST", "/visit-rounds", json=body)
        assert answer.status_code == 201, answer.text


async def round_of(visits: Arranged) -> str:
    rounds = await visits.got(STAFF, "/visit-rounds", limit=1)
    return str(rounds["items"][0]["id"])
