"""The register over HTTP."""

from shequ_api.features.register.router import corrections, people, premises, upkeep
from shequ_api.kit.http.route import Router

router = Router()
for part in (people, upkeep, premises, corrections):
    router.include_router(part.router)
