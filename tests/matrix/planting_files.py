"""Photos of the inhabitants."""

import hashlib
from uuid import UUID

from shequ_api.base.files import service as files
from shequ_api.base.files.photos import Photo
from shequ_api.base.files.storage import Storage
from tests.matrix.ground import Ground
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
