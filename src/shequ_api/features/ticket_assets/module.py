from shequ_api.base.registry import Module
from shequ_api.features.ticket_assets.reactions import REACTIONS

MODULE = Module(name="ticket_assets", title="诉求与设施", reactions=REACTIONS)
