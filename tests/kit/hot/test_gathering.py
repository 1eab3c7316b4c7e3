"""Who asks alone is asked alone; who waits is asked with those who wait; nobody spoils another."""

import asyncio
from collections.abc import Sequence

import pytest

from shequ_api.kit.hot.gathering import Crowded, Gathering


class Desk:
    """Doubles numbers when it is let; 13 cannot be doubled, nor can a batch with it."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.open = asyncio.Event()

    async def one(self, number: int) -> int:
        return (await self.many([number]))[0]

    async def many(self, numbers: Sequence[int]) -> list[int]:
        self.asked.append(list(numbers))
        await self.open.wait()
        if 13 in numbers:
            raise ValueError("13")
        return [2 * number for number in numbers]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def at(desk: Desk, most: int = 4, longest: int = 20) -> Gathering[int, int]:
    return Gathering(desk.one, desk.many, most=most, longest=longest)


async def asked(gathering: Gathering[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(gathering.ask(number)) for number in numbers]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_what_waits_is_asked_together(desk: Desk) -> None:
    gathering = at(desk)
    tasks = await asked(gathering, 1)
    tasks += await asked(gathering, 2, 3, 4, 5, 6)
    desk.open.set()
    assert await asyncio.gather(*tasks) == [2, 4, 6, 8, 10, 12]
    assert desk.asked == [[1], [2, 3, 4, 5], [6]]
    assert await gathering.ask(7) == 14
    assert desk.asked[-1] == [7]


async def test_a_batch_that_fails_is_asked_one_by_one(desk: Desk) -> None:
    gathering = at(desk)
    tasks = await asked(gathering, 1)
    tasks += await asked(gathering, 2, 13, 4)
    desk.open.set()
    first, second, third, fourth = await asyncio.gather(*tasks, return_exceptions=True)
    assert (first, second, fourth) == (2, 4, 8)
    assert isinstance(third, ValueError)
    assert desk.asked == [[1], [2, 13, 4], [2], [13], [4]]


async def test_who_leaves_breaks_it_for_nobody(desk: Desk) -> None:
    gathering = at(desk)
    tasks = await asked(gathering, 1)
    tasks += await asked(gathering, 2, 3)
    tasks[0].cancel()
    tasks[1].cancel()
    await asyncio.sleep(0)
    desk.open.set()
    assert await tasks[2] == 6
    assert desk.asked == [[1], [3]]
    assert await gathering.ask(4) == 8


async def test_more_than_can_wait_are_told_to_come_again(desk: Desk) -> None:
    gathering = at(desk, longest=3)
    tasks = await asked(gathering, 1)
    tasks += await asked(gathering, 2, 3, 4)
    with pytest.raises(Crowded) as refused:
        await gathering.ask(5)
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "1")
    desk.open.set()
    assert await asyncio.gather(*tasks) == [2, 4, 6, 8]


async def test_what_nobody_of_them_is_at_fault_for_fails_them_all_at_once(desk: Desk) -> None:
    gathering = Gathering(
        desk.one, desk.many, splits=lambda error: not isinstance(error, ValueError)
    )
    tasks = await asked(gathering, 1)
    tasks += await asked(gathering, 2, 13, 4)
    desk.open.set()
    first, *others = await asyncio.gather(*tasks, return_exceptions=True)
    assert first == 2
    assert [type(other) for other in others] == [ValueError] * 3
    assert desk.asked == [[1], [2, 13, 4]]


async def test_nobody_waits_for_ever_where_all_ends(desk: Desk) -> None:
    gathering = at(desk)
    tasks = await asked(gathering, 1)
    tasks += await asked(gathering, 2, 3)
    assert gathering._asking is not None
    gathering._asking.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in ended)
    desk.open.set()
    assert await gathering.ask(4) == 8
