from shequ_api.base.registry import Module
from shequ_api.base.residency.permissions import GRANTS, ResidencyPermission
from shequ_api.base.residency.router import router
from shequ_api.base.residency.service import ResidencyClaimed

MODULE = Module(
    name="residency",
    title="居住关系",
    router=router,
    permissions=ResidencyPermission,
    grants=GRANTS,
    constraints={"uq_residencies_live": ResidencyClaimed},
)
