"""Files for the register of each community."""

from uuid import UUID

from tests.features.register_imports.lines import brought
from tests.matrix.ground import Ground, word
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.things.get("posting") and site.worker):
        return
    made = await brought(
        ground.session,
        community_id=UUID(site.community),
        district_id=UUID(site.district),
        person_id=UUID(site.worker),
        posting_id=UUID(site.things["posting"]),
        name=word(site, "import"),
    )
    site.things["register_import"] = str(made[0])
