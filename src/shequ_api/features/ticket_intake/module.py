from shequ_api.base.registry import Module, timed
from shequ_api.features.ticket_intake.expiring import coarsen
from shequ_api.features.ticket_intake.personal import PERSONAL_DATA
from shequ_api.features.ticket_intake.router import router

POSITION_DAYS = 180

MODULE = Module(
    name="ticket_intake",
    title="诉求受理",
    router=router,
    personal_data=PERSONAL_DATA,
    retention=[
        timed("诉求的精确位置（之后只留约一公里）", POSITION_DAYS, "到现场办理与核实", coarsen),
    ],
)
