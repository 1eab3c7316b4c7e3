"""Some of what is laid open, and of who stands on rosters, for lists to show."""

from httpx import AsyncClient

from tests.cast import Cast
from tests.features.open_affairs.board import Board
from tests.features.rosters.hall import Hall


async def laid_open(client: AsyncClient, cast: Cast, lines: int) -> None:
    """Disclosures, one of them corrected again and again; a roster, on which somebody stands who
    stepped down before."""
    board, hall = Board(client, cast), Hall(client, cast)
    for number in range(lines):
        shown = await board.published(title=f"第{number}次公示")
    for _ in range(lines - 1):
        await board.corrected(shown)
    cast.places["disclosure"] = shown["id"]
    for _ in range(lines - 1):
        entry = await hall.agreed()
        await hall.did("resident", "DELETE", f"/me/roster-entries/{entry}/consent")
    for who in ("resident", "same_building"):
        await hall.agreed(who)
    body = hall.proposal("same_compound", f"{hall.home}-c1-b2")
    proposed = await hall.did("community_worker", "POST", "/roster-entries", body)
    await hall.agree("same_compound", proposed["id"])
