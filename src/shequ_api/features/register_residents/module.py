from shequ_api.base.registry import Module
from shequ_api.features.register_residents.personal import PERSONAL_DATA
from shequ_api.features.register_residents.reactions import REACTIONS
from shequ_api.features.register_residents.router import router
from shequ_api.features.register_residents.service import CorrectionWaits

MODULE = Module(
    name="register_residents",
    title="人房信息：本人",
    router=router,
    reactions=REACTIONS,
    constraints={"uq_register_corrections_waiting": CorrectionWaits},
    personal_data=PERSONAL_DATA,
)
