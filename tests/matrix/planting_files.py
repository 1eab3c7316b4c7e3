"""Photos of the inhabitants."""

import hashlib
from uuid import UUID

from shequ_api.base.files import parts
from shequ_api.base.files import service as files
from shequ_api.base.files.photos import Photo
from shequ_api.base.files.storage import Storage
from tests.matrix.ground import Ground
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not site.inhabitant:
        return
    content = ground.photo + site.key.encode()
    digest = hashlib.sha256(content).hexdigest()
    photo = Photo(content, "image/jpeg", 8, 8, digest, digest, None, None)
    await ground.parts.get(Storage).put(digest, content)
    kept = await files.keep_photo(ground.session, UUID(site.inhabitant), photo, now=ground.now)
    site.things["photo"] = str(kept.id)


async def own_things(ground: Ground, world: World) -> None:
    """All parts of a photo, which nobody has put together yet."""
    digest = hashlib.sha256(ground.photo).hexdigest()
    for role in KNOWN:
        owner = UUID(world.people[role])
        await parts.take_part(ground.session, owner, digest, 0, ground.photo, now=ground.now)
