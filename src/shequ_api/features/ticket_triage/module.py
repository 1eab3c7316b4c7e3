from shequ_api.base.registry import Module
from shequ_api.features.ticket_triage.router import router

MODULE = Module(name="ticket_triage", title="诉求定位", router=router)
