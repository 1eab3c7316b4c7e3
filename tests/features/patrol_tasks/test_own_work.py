"""Nobody's look passes what they put right themselves, nor completes the task of looking again."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.cast import Cast
from tests.clocks import Work
from tests.features.hazards.rounds import EXPOSED, NO_BREAKER, OVERLOADED, Rounds
from tests.features.patrols.field import SOUND

WORKER, ANOTHER = "micro_grid_worker", "general_grid_worker"


@pytest.fixture
def rounds(client: AsyncClient, cast: Cast) -> Rounds:
    return Rounds(client, cast)


@pytest.mark.parametrize("answers", [NO_BREAKER, OVERLOADED, EXPOSED])
async def test_somebody_else_looks_again(
    rounds: Rounds, work: Work, answers: dict[str, Any]
) -> None:
    """Of whatever level the hazard was."""
    await rounds.settled((await rounds.seen(answers))["ticket_id"], WORKER)
    await work()
    (task,) = (await rounds.got(WORKER, "/me/patrol-tasks"))["items"]
    assert (task["source_kind"], task["state"]) == ("reinspection", "ready")
    path = f"/patrol-tasks/{task['id']}"
    await rounds.seen(SOUND)
    await work()
    assert (await rounds.only())["state"] == "rectified"
    assert (await rounds.got(WORKER, path))["state"] == "ready", "somebody else is to look"
    other = await rounds.seen(SOUND, ANOTHER)
    await work()
    assert (await rounds.only())["state"] == "closed"
    assert (await rounds.got(WORKER, path))["state"] == "completed"
    # What they saw is deleted: their own earlier look does not stand in for it.
    assert (await rounds.delete(other["id"])).status_code == 200
    await work()
    open_ones = (await rounds.got(WORKER, "/me/patrol-tasks", state="ready"))["items"]
    assert [one["source_kind"] for one in open_ones] == ["reinspection"]
