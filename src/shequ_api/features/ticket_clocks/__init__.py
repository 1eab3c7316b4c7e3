"""Ticket clocks (办理时限): until when a ticket is to be answered and settled, and how that went.

Nouns: target (首次响应, 后续回复, 办结), clock (one target of one ticket, from start to stop), span
(a stretch of a clock that runs or is paused), pause (暂停计时, with a reason and a longest time),
policy (时限规则: how long each target is, by place and category), office hours (办公时间). A clock
is folded anew from what happened to its ticket whenever something did; nothing is counted up.
Announces TicketPaused, TicketResumed, TicketDueSoon, TicketOverdue, TicketOverdueOver.
"""
