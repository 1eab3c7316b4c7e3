from shequ_api.base.registry import Module, timed
from shequ_api.features.ticket_intake import entry_router, router
from shequ_api.features.ticket_intake.expiring import coarsen, forget_petitioners
from shequ_api.features.ticket_intake.landing import ACTIONS, OWN_OPEN_TICKETS
from shequ_api.features.ticket_intake.personal import PERSONAL_DATA
from shequ_api.features.ticket_intake.sealed import SEALED
from shequ_api.kit.http.route import Router

POSITION_DAYS = 180
PETITIONER_DAYS = 365
routes = Router()
routes.include_router(router.router)
routes.include_router(entry_router.router)

MODULE = Module(
    name="ticket_intake",
    title="诉求受理",
    router=routes,
    actions=ACTIONS,
    landing=[OWN_OPEN_TICKETS],
    personal_data=PERSONAL_DATA,
    sealed=SEALED,
    retention=[
        timed("代录诉求的姓名和电话", PETITIONER_DAYS, "联系反映人", forget_petitioners),
        timed("诉求的精确位置（之后只留约一公里）", POSITION_DAYS, "到现场办理与核实", coarsen),
    ],
)
