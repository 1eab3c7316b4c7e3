from shequ_api.base.registry import Module
from shequ_api.features.register_premises.personal import PERSONAL_DATA
from shequ_api.features.register_premises.router import router
from shequ_api.features.register_premises.service import PremisesKnown

MODULE = Module(
    name="register_premises",
    title="人房信息：单位",
    router=router,
    constraints={"uq_register_premises_code": PremisesKnown},
    personal_data=PERSONAL_DATA,
)
