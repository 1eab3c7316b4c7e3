from shequ_api.base.registry import Module
from shequ_api.features.grid_assignments.permissions import GRANTS, GridAssignmentPermission
from shequ_api.features.grid_assignments.reactions import REACTIONS
from shequ_api.features.grid_assignments.router import router

MODULE = Module(
    name="grid_assignments",
    title="整格派发",
    router=router,
    permissions=GridAssignmentPermission,
    grants=GRANTS,
    permission_titles={GridAssignmentPermission.VIEW: "查看整格派发"},
    reactions=REACTIONS,
)
