from shequ_api.base.registry import Module
from shequ_api.features.register_upkeep import history_router, router
from shequ_api.features.register_upkeep.day_work import DAY_WORK
from shequ_api.features.register_upkeep.reactions import REACTIONS
from shequ_api.features.register_upkeep.words import WORDS
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(history_router.router)

MODULE = Module(
    name="register_upkeep",
    title="人房信息：核实与鲜活度",
    router=routes,
    reactions=REACTIONS,
    words=WORDS,
    day_work=DAY_WORK,
)
