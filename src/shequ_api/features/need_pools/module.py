from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.need_pools.desk_router import desk_router
from shequ_api.features.need_pools.flow import STEP_TITLES
from shequ_api.features.need_pools.landing import ACTIONS, OPEN_HERE
from shequ_api.features.need_pools.permissions import GRANTS, PoolPermission
from shequ_api.features.need_pools.personal import PERSONAL_DATA
from shequ_api.features.need_pools.router import router
from shequ_api.features.need_pools.service import ending
from shequ_api.features.need_pools.service.members import MemberTwice, PooledMeanwhile, PoolFull
from shequ_api.features.need_pools.telling import REACTIONS
from shequ_api.kit.http.route import Router

routes = Router()
for each in (router, desk_router):
    routes.include_router(each)

MODULE = Module(
    name="need_pools",
    title="社区统单",
    router=routes,
    permissions=PoolPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    clockworks=[
        Clockwork("need_pools.end_gathering", timedelta(minutes=1), ending.end_gathering),
        Clockwork("need_pools.warn", timedelta(minutes=30), ending.warn),
        Clockwork("need_pools.finish", timedelta(hours=1), ending.finish),
    ],
    actions=ACTIONS,
    landing=[OPEN_HERE],
    constraints={
        "uq_need_pool_members_need_id": PooledMeanwhile,
        "uq_need_pool_members_person_id": MemberTwice,
        "ck_need_pools_most": PoolFull,
    },
    personal_data=PERSONAL_DATA,
    retention=[Retention("统单与成员", "长期；注销时退出尚未交付的统单", "下单、交付和评价的依据")],
    words={"步骤": STEP_TITLES},
)
