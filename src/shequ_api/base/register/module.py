from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.register.audience import AUDIENCES, carried
from shequ_api.base.register.households import HeadKnown
from shequ_api.base.register.sealed import SEALED
from shequ_api.base.register.service.entries import EntryKnown
from shequ_api.base.register.tallies import recount_all
from shequ_api.base.registry import Module, Retention

MODULE = Module(
    name="people_and_housing",
    title="人房信息底册",
    sealed=SEALED,
    audiences=AUDIENCES,
    carried=carried,
    clockworks=[Clockwork("register.recount", timedelta(hours=6), recount_all)],
    constraints={
        "uq_register_people_number": EntryKnown,
        "uq_register_occupancies_live": EntryKnown,
        "uq_register_occupancies_head": HeadKnown,
    },
    retention=[
        Retention(
            "人房信息",
            "登记期间；迁出后的期限见居民登记",
            "网格服务、应急处置和通知；只有负责的网格和社区可见",
        ),
    ],
)
