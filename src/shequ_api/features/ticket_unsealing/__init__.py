"""Opening anonymous tickets (匿名查实): who filed one is told to the few who have the right, with a
reason that stays.

Noun: opening (who looked, when, why, and on which law's ground the reporter was not told of it;
never changed). Announces TicketReporterOpened.
"""
