"""A check-in of each site's worker, at the site's grid, that waits for a review."""

from typing import Any
from uuid import UUID

from shequ_api.features.check_ins import queries as check_ins
from shequ_api.features.check_ins import service as checking_in
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.features.check_ins.schemas import CheckInDraft
from shequ_api.features.check_ins.spots import Spot
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

POSITION = {
    "longitude": 104.1,
    "latitude": 30.7,
    "coordinate_system": "WGS-84",
    "accuracy_metres": 9.0,
}


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.grid and site.worker:
        site.things["check_in"] = await check_in(ground, site, UUID(site.worker))


async def own_things(ground: Ground, world: World) -> None:
    """Whoever asks has two: those too who went the rounds in an earlier role."""
    home = world.sites["home"]
    for role in KNOWN:
        await check_in(ground, home, UUID(world.people[role]))
        world.own[f"check_in:{role}"] = await check_in(ground, home, UUID(world.people[role]))


async def check_in(ground: Ground, site: Site, worker_id: UUID) -> str:
    """One that waits for review: the phone itself says that its position is made up."""
    spot = await check_ins.grid_spot(ground.session, UUID(site.grid))
    kept = await checked_in(ground, spot, worker_id, grid_id=site.grid, mocked=True)
    return str(kept.id)


async def checked_in(ground: Ground, spot: Spot | None, worker_id: UUID, **draft: Any) -> CheckIn:
    assert spot is not None
    said = {"position": POSITION, "device_at": ground.now, **draft}
    kept, _ = await checking_in.check_in(
        ground.session,
        somebody(worker_id),
        spot,
        CheckInDraft.model_validate(said),
        check_in_id=new_id(),
        code_place=None,
        body_hash=b"planted",
        now=ground.now,
    )
    return kept
