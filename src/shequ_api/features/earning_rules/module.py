from shequ_api.base.registry import Module, Retention
from shequ_api.features.earning_rules.permissions import GRANTS, EarningRulePermission
from shequ_api.features.earning_rules.personal import PERSONAL_DATA
from shequ_api.features.earning_rules.router import router
from shequ_api.features.earning_rules.service.ruling import RuleEnded

MODULE = Module(
    name="earning_rules",
    title="积分规则",
    router=router,
    permissions=EarningRulePermission,
    grants=GRANTS,
    constraints={"uq_earning_rules_succeeds_id": RuleEnded},
    personal_data=PERSONAL_DATA,
    retention=[Retention("积分规则", "长期；注销后不再显示姓名", "说明每笔积分的来由")],
)
