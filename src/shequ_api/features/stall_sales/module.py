from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, Retention
from shequ_api.features.stall_sales.permissions import GRANTS, LEVELS, StallSalePermission
from shequ_api.features.stall_sales.personal import PERSONAL_DATA
from shequ_api.features.stall_sales.router import router

MODULE = Module(
    name="stall_sales",
    title="当面兑换",
    router=router,
    permissions=StallSalePermission,
    grants=GRANTS,
    levels=LEVELS,
    actions=[
        Action(
            key="stall_sales.pay",
            head=Head.ORDER,
            title="出示付款码",
            operation="show_stall_code",
            permission=StallSalePermission.PAY,
        )
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("付款码", "3 分钟内有效，下次出示时替换", "在摊位当面兑换"),
        Retention("当面兑换记录", "长期；注销后不再显示姓名", "与合作伙伴结算的凭据，账目不可改动"),
    ],
)
