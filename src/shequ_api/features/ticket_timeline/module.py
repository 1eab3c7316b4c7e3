from shequ_api.base.registry import Module
from shequ_api.features.ticket_timeline.router import router

MODULE = Module(name="ticket_timeline", title="诉求公开进度", router=router)
