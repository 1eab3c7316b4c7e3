"""A notice board at each site's place, with the first line of its history."""

from uuid import UUID

from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.assets.models import Asset
from shequ_api.features.assets.rules import AssetState
from shequ_api.features.assets.service.entering import note
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not site.place or site.key in ("ward", "county", "razed"):
        return
    place = await ground.session.get_one(Place, UUID(site.place))
    keeper = UUID(str(world.people["community_worker"]))
    asset = Asset(
        id=new_id(),
        **located_at(place),
        code=f"matrix-{site.key}",
        kind_code="notice_board",
        label=word(site, "label"),
        attributes={},
        state=AssetState.IN_SERVICE,
        created_at=ground.now,
        created_by_id=keeper,
    )
    ground.session.add(asset)
    await ground.session.flush()
    text = word(site, "asset_record")
    line = note(ground.session, asset, kind="noted", text=text, actor_id=keeper, now=ground.now)
    await ground.session.flush()
    site.things |= {"asset": str(asset.id), "asset_record": str(line.id)}
