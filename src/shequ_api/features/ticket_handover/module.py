from shequ_api.base.registry import Module, OpenWork
from shequ_api.features.ticket_handover.handover import in_hands, would_hang
from shequ_api.features.ticket_handover.reactions import REACTIONS
from shequ_api.features.tickets.public import SETTLERS

MODULE = Module(
    name="ticket_handover",
    title="诉求交接",
    reactions=REACTIONS,
    open_work=[
        OpenWork(
            key="tickets",
            title="在办诉求",
            count=would_hang,
            of_person=in_hands,
            takers=SETTLERS,
        ),
    ],
)
