from shequ_api.base.audit.words import FIELDS
from shequ_api.base.registry import Module, Retention
from shequ_api.features.register_premises.personal import PERSONAL_DATA
from shequ_api.features.register_premises.router import router
from shequ_api.features.register_premises.service import PremisesKnown

MODULE = Module(
    name="register_premises",
    title="人房信息：单位",
    router=router,
    constraints={"uq_register_premises_code": PremisesKnown},
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("单位负责人姓名与电话", "单位登记期间；本人注销时删除", "安全检查与应急联系"),
    ],
    words={"负责的单位": FIELDS},
)
