from shequ_api.base.registry import Module
from shequ_api.features.ticket_matters.reactions import REACTIONS

MODULE = Module(name="ticket_matters", title="诉求待办", reactions=REACTIONS)
