"""Ticket pauses (暂停计时): saying why nobody can go on with a ticket, and that one can again.

Nouns: pause (with a reason that whoever ordered it reads, and an end), resumption. It stops the
resolution's clock, never longer than the policy lets all pauses of a ticket last together; how
pauses count is for ticket_clocks, which announces what becomes of them.
"""
