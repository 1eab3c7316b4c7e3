from shequ_api.base.registry import Module, Retention
from shequ_api.features.card_care.permissions import GRANTS, CardCarePermission
from shequ_api.features.card_care.personal import PERSONAL_DATA
from shequ_api.features.card_care.router import router
from shequ_api.features.card_care.service import CardFrozenAlready

MODULE = Module(
    name="card_care",
    title="幸福卡服务",
    router=router,
    permissions=CardCarePermission,
    grants=GRANTS,
    withheld={CardCarePermission.LOOK},
    constraints={"uq_card_freezes_standing": CardFrozenAlready},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("幸福卡冻结记录", "长期；注销时删除所写文字", "防止冒领和滥发，供审计"),
    ],
)
