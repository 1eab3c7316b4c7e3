from shequ_api.base.registry import Module
from shequ_api.features.stall_records.router import router
from shequ_api.features.stall_records.service import NotChargeable

MODULE = Module(
    name="stall_records",
    title="核销记录",
    router=router,
    constraints={"uq_stall_records_charges": NotChargeable},
)
