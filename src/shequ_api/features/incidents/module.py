from shequ_api.base.registry import Module, Retention
from shequ_api.features.incidents.landing import ACTIONS, GOING_ON
from shequ_api.features.incidents.linking import CannotLink
from shequ_api.features.incidents.permissions import GRANTS, IncidentPermission
from shequ_api.features.incidents.personal import PERSONAL_DATA
from shequ_api.features.incidents.reactions import CLOCKWORKS, REACTIONS
from shequ_api.features.incidents.router import router

MODULE = Module(
    name="incidents",
    title="批量事件",
    router=router,
    permissions=IncidentPermission,
    grants=GRANTS,
    reactions=REACTIONS,
    clockworks=CLOCKWORKS,
    actions=ACTIONS,
    landing=[GOING_ON],
    constraints={"uq_incident_links_standing": CannotLink},
    personal_data=PERSONAL_DATA,
    retention=[Retention("批量事件与关联诉求", "长期", "统一答复与办理可追溯")],
)
