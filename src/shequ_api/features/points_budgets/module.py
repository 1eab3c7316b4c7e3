from shequ_api.base.registry import Module, Retention
from shequ_api.features.points_budgets.permissions import GRANTS, BudgetPermission
from shequ_api.features.points_budgets.personal import PERSONAL_DATA
from shequ_api.features.points_budgets.router import router
from shequ_api.features.points_budgets.service.setting import BudgetSetAlready

MODULE = Module(
    name="points_budgets",
    title="积分发放额度",
    router=router,
    permissions=BudgetPermission,
    grants=GRANTS,
    constraints={"uq_points_budgets_period": BudgetSetAlready},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("积分发放额度与占用记录", "长期；注销时删除所写理由", "核对发放总量，供审计"),
    ],
)
