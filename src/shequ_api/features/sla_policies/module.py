from shequ_api.base.registry import Module
from shequ_api.features.sla_policies.permissions import GRANTS, SlaPolicyPermission
from shequ_api.features.sla_policies.router import router
from shequ_api.features.sla_policies.service import HoursJustChanged, PolicyJustChanged

MODULE = Module(
    name="sla_policies",
    title="时限规则",
    router=router,
    permissions=SlaPolicyPermission,
    grants=GRANTS,
    constraints={"pk_sla_policies": PolicyJustChanged, "pk_office_hours": HoursJustChanged},
)
