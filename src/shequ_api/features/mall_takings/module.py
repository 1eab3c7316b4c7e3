from shequ_api.base.registry import Module, Retention
from shequ_api.features.mall_takings.personal import PERSONAL_DATA

MODULE = Module(
    name="mall_takings",
    title="兑换数量",
    personal_data=PERSONAL_DATA,
    retention=[Retention("每人兑换数量", "至账号注销", "每人限兑的依据")],
)
