"""Substates, labels, and tickets that have them, for the bounds of lists."""

from httpx import AsyncClient

from tests.cast import Cast
from tests.features.listing import LINES
from tests.features.ticket_labels.labelling import Labels
from tests.features.ticket_substates.progress import Progress
from tests.features.tickets.conftest import maker


async def progressed(client: AsyncClient, cast: Cast) -> None:
    """A ticket that came through each of some substates, others that are in one, all labelled."""
    progress, labels = Progress(client, cast, maker(client, cast)), Labels(client, cast)
    way = [await progress.defined("way0")]
    for number in range(1, LINES):
        before = [way[-1]["id"]]
        way.append(await progress.defined(f"way{number}", opening=False, after=before))
    words = [await labels.made(f"词{number}") for number in range(LINES)]
    moved = await progress.handled()
    for substate in way:
        assert (await progress.put(moved, substate)).status_code == 200
    for _ in range(LINES):
        ticket = await progress.handled()
        assert (await progress.put(ticket, way[0])).status_code == 200
        assert (await labels.put(ticket, words[0])).status_code == 200
    cast.places["progressed_ticket"] = moved["id"]
    cast.places["substate"], cast.places["label"] = way[0]["id"], words[0]["id"]
