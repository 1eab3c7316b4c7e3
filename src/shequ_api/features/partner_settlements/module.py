from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.base.registry import Module, Retention
from shequ_api.features.partner_settlements.events import StatementDue
from shequ_api.features.partner_settlements.flow import STEP_TITLES
from shequ_api.features.partner_settlements.permissions import GRANTS, SettlementPermission
from shequ_api.features.partner_settlements.personal import PERSONAL_DATA
from shequ_api.features.partner_settlements.router import router
from shequ_api.features.partner_settlements.service.drafting import (
    DRAFT_DUE,
    PeriodStated,
    ask_due,
    draft_due,
)

MODULE = Module(
    name="partner_settlements",
    title="合作伙伴结算",
    router=router,
    permissions=SettlementPermission,
    grants=GRANTS,
    constraints={"ex_settlement_statements_period": PeriodStated},
    clockworks=[Clockwork("partner_settlements.draft", timedelta(hours=1), ask_due)],
    reactions=[Reaction(DRAFT_DUE, StatementDue, draft_due)],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("结算单", "长期；注销后不再显示姓名和所写的理由", "账目不可改动，供核对与审计"),
    ],
    words={"步骤": STEP_TITLES},
)
