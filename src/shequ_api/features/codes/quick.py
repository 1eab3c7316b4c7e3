"""The quick way of a scan: who asks beside what was scanned; then what is shown, and the count."""

import asyncio

from shequ_api.base.access.policies import quick_actor
from shequ_api.base.places.distance import metres_between
from shequ_api.base.places.models import CoordinateSystem
from shequ_api.features.codes import queries, service
from shequ_api.features.codes.address import PublicAddress
from shequ_api.features.codes.landing import Landing
from shequ_api.features.codes.queries import Scanned
from shequ_api.features.codes.rules import CodeSigner, code_in
from shequ_api.features.codes.schemas import CodeScan, LandingView
from shequ_api.kit.hot.quick import HandOn, Quick


async def scan_quickly(quick: Quick) -> LandingView:
    """As `scan_code`; a code that is no good is the route's to refuse, and to count."""
    scan = quick.read(CodeScan)
    code = code_in(scan.code, quick.parts.get(PublicAddress).prefix)
    actor, found = await asyncio.gather(
        quick_actor(quick), queries.scanned(quick.asks, quick.parts.get(CodeSigner), code)
    )
    if found is None:
        raise HandOn
    distance = distance_from(scan, found)
    landing = await quick.parts.get(Landing).of(
        quick.asks, actor, found, code=code, distance_metres=distance, now=quick.now
    )
    # Last of all: what fails before is the route's, which counts for itself.
    await service.note_scan(quick.asks, actor, found, distance_metres=distance, now=quick.now)
    return landing


def distance_from(scan: CodeScan, found: Scanned) -> int | None:
    """Metres between who scans and the place; None where one of the two is not known."""
    if scan.position is None or found.position is None:
        return None
    here = scan.position.point.within(CoordinateSystem.WGS_84)
    return round(metres_between(here, found.position))
