"""A live code at each site's place, scanned far from it."""

from uuid import UUID

from shequ_api.base.places.models import Place
from shequ_api.features.codes import service as codes
from shequ_api.features.codes.rules import CodeSigner
from tests.features.codes.lines import scanned_far
from tests.matrix.ground import Ground, somebody
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not site.coded or site.key == "hall":
        return
    signer = ground.parts.get(CodeSigner)
    coded = await ground.session.get_one(Place, UUID(site.coded))
    code, _new = await codes.issue(
        ground.session, somebody(world.people["community_worker"]), coded, signer, now=ground.now
    )
    scene = signer.text_of(code.key_version, code.nonce)
    if site.key == "razed":
        site.things["old_scene"] = scene
    else:
        site.things |= {"code": str(code.id), "scene": scene}
        await scanned_far(ground.session, ground.now)
    site.closed.add(scene)
