from shequ_api.base.registry import Module
from shequ_api.features.ticket_worklists import count_router, router
from shequ_api.kit.http.route import Router

routes = Router()
routes.include_router(router.router)
routes.include_router(count_router.router)

MODULE = Module(name="ticket_worklists", title="诉求清单与计数", router=routes)
