"""What is alike, over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.features.need_matching import queries
from shequ_api.features.need_matching.schemas import AlikeNeeds, AlikePools, NeedSketch, SharedNeed
from shequ_api.features.need_pools.public import (
    NeedPoolLine,
    OurPool,
    PoolPermission,
    belongs,
    pool_line,
)
from shequ_api.features.needs.public import PASSED, Need, NeedDeskLine, place_for, wanted_terms
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed

router = Router(tags=["need_pools"])
Joiner = Annotated[Actor, Depends(may(PoolPermission.JOIN))]
Desk = Annotated[Actor, Depends(may(PoolPermission.GATHER))]
SUGGESTED, TO_GATHER = 5, 50


@router.post("/need-suggestions")
@unkeyed
async def suggest_need_pools(
    sketch: NeedSketch, actor: Joiner, session: Session, now: Now
) -> AlikePools:
    """点单前的相似统单: Pools that I can join instead, and, where I live or serve, what neighbours
    share and wait for, too; nothing is kept of what I wrote."""
    place = await place_for(session, sketch.place_id)
    asked = (sketch.category_code, wanted_terms(sketch.text), SUGGESTED)
    others = (Need.shared, PASSED, Need.person_id != actor.person_id)
    pools = await session.execute(queries.alike_pools(place, *asked, now))
    needs: Sequence[Any] = []
    assert place.community_id is not None, "a need is placed in a community"
    if await belongs(session, actor, place.community_id, now=now):
        needs = (await session.execute(queries.alike_needs(place, *asked, *others))).all()
    return AlikePools(
        pools=[NeedPoolLine(**pool_line(row)) for row in pools.mappings()],
        needs=[SharedNeed.model_validate(row) for row in needs],
    )


@router.get("/need-pools/{need_pool_id}/alike-needs")
async def list_alike_needs(pool: OurPool, _: Desk, session: Session) -> AlikeNeeds:
    """相似点单: Up to 50 waiting needs of the community that the pool may gather, the likest
    first."""
    wanted = queries.alike_needs(pool, pool.category_code, pool.terms, TO_GATHER)
    found = await session.execute(wanted)
    return AlikeNeeds(needs=[NeedDeskLine(**row) for row in found.mappings()])
