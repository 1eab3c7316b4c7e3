"""In each whole community a catalogue, whose draft says more than what was published."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.five_codes.models import LAYERS, Catalogue, CatalogueEdition
from shequ_api.features.five_codes.schemas import ENTRY, NOTHING, CatalogueEntry
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.sites import Site
from tests.matrix.world import World

WHERE = ("home", "near", "far", "abroad", "beyond")


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in WHERE:
        return
    session, maker = ground.session, UUID(site.worker)
    community = await session.get_one(Place, UUID(site.community))
    assert community.district_id is not None
    published = NOTHING.model_dump(mode="json")
    entry = CatalogueEntry.model_validate({**ENTRY, "hint": word(site, "catalogue")})
    catalogue = Catalogue(
        id=new_id(),
        place_id=community.id,
        district_id=community.district_id,
        layer=LAYERS[community.kind],
        draft=NOTHING.model_copy(update={"entries": [entry]}).model_dump(mode="json"),
        drafted_at=ground.now,
        drafted_by_id=maker,
        edition=1,
        published=published,
        published_at=ground.now,
    )
    session.add(catalogue)
    await session.flush()
    session.add(
        CatalogueEdition(
            id=new_id(),
            catalogue_id=catalogue.id,
            district_id=community.district_id,
            number=1,
            content=published,
            published_at=ground.now,
            published_by_id=maker,
        )
    )
    await session.flush()
    site.things["catalogue"] = str(community.id)
