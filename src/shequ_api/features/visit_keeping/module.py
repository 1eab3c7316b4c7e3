from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.visit_keeping.service import let_go

MODULE = Module(
    name="visit_keeping",
    title="走访记录保存",
    clockworks=[Clockwork("visit_keeping.let_go", timedelta(hours=1), let_go)],
    retention=[
        Retention(
            "走访的说明、答复、当事人与同行人员",
            "按走访事由规定的天数（见走访事由列表），自走访时段结束起算",
            "便于核实与再次联系；到期后只保留何时因何走访过、结果如何",
        ),
    ],
)
