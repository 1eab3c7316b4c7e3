"""The history of a door: of what it stood in at each time, and of nothing else."""

from tests.base.redrawing.conftest import (
    BUILDING,
    COMPOUND,
    DOORS,
    OTHER_BUILDING,
    OTHER_COMPOUND,
    Office,
)
from tests.cast import HOME, NEIGHBOUR
from tests.counting import Queries

WHO = "district_administrator"
KEEPER = "community_worker"


async def renamed(office: Office, code: str, name: str, who: str = KEEPER) -> None:
    answer = await office.ask(who, "PUT", f"/places/{office.id(code)}/name", {"name": name})
    assert answer.status_code == 200, answer.text


async def told(office: Office, code: str) -> list[str]:
    """Names after each change of the history, the oldest first."""
    lines = (await office.got(WHO, f"/places/{office.id(code)}/history?limit=100"))["items"]
    return [line["after"]["full_name"] for line in reversed(lines)]


async def test_it_follows_the_door_through_its_moves(office: Office) -> None:
    await renamed(office, OTHER_COMPOUND, "西苑旧名")
    await renamed(office, COMPOUND, "东苑一")
    await renamed(office, f"{BUILDING}-u1", "甲单元")
    assert (await office.move(KEEPER, BUILDING, OTHER_COMPOUND)).status_code == 200
    await renamed(office, COMPOUND, "东苑二")
    await renamed(office, OTHER_COMPOUND, "西苑一")
    assert (await office.move(WHO, OTHER_COMPOUND, NEIGHBOUR)).status_code == 200
    assert (await office.move(WHO, BUILDING, f"{NEIGHBOUR}-c1")).status_code == 200
    await renamed(office, OTHER_COMPOUND, "西苑二", "far_community_worker")
    assert (await office.move(WHO, BUILDING, COMPOUND)).status_code == 200
    await renamed(office, COMPOUND, "东苑三")

    names = await told(office, DOORS[0])
    assert names[:2] == ["东苑一", "东苑一1栋甲单元"]
    assert names[2:5] == ["西苑旧名1栋", "西苑一", "西苑一"]
    assert names[-2:] == ["东苑二1栋", "东苑三"]
    assert len(names) == 8
    assert not {"西苑旧名", "西苑二", "东苑二"} & set(names)
    # What stayed in the compound has all its names, and none of the building that came and went.
    stayed = await told(office, f"{OTHER_BUILDING}-u1-d101")
    assert stayed == ["东苑一", "东苑二", "东苑三"]
    assert await told(office, HOME) == []


async def test_it_is_read_by_as_many_statements_as_there_are_levels(
    office: Office, queries: Queries
) -> None:
    path = f"/places/{office.id(DOORS[0])}/history"
    await office.got(WHO, path)
    counts = []
    for _ in range(2):
        with queries() as seen:
            await office.got(WHO, path)
        counts.append(len(seen))
        for parent in (OTHER_COMPOUND, COMPOUND):
            await office.move(KEEPER, BUILDING, parent)
    assert counts[0] == counts[1] <= 20
