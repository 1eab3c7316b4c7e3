from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.register.permissions import GRANTS, RegisterPermission
from shequ_api.features.register.router import router
from shequ_api.features.register.service.entries import EntryKnown
from shequ_api.features.register.tallies import recount_all

MODULE = Module(
    name="register",
    title="人房信息",
    router=router,
    permissions=RegisterPermission,
    grants=GRANTS,
    withheld={RegisterPermission.REVEAL},
    clockworks=[Clockwork("register.recount", timedelta(hours=6), recount_all)],
    constraints={
        "uq_register_people_number": EntryKnown,
        "uq_register_occupancies_live": EntryKnown,
    },
    retention=[
        Retention(
            "人房信息", "登记期间及迁出后留存", "网格服务与应急处置；只有负责的网格和社区可见"
        ),
    ],
)
