from shequ_api.base.registry import Module
from shequ_api.features.ticket_search.models import TicketWords as TicketWords
from shequ_api.features.ticket_search.router import router

MODULE = Module(
    name="ticket_search",
    title="诉求查找",
    router=router,
    words={"看了什么": {"tickets": "名下诉求"}},
)
