"""Opening anonymous tickets (匿名查实): who filed one is told to the few who have the right, with a
reason that stays, as long as that is kept.

Nouns: opening (who looked, when, why, and on which law's ground the reporter was not told of it;
never changed), term (how long after a ticket's end a district keeps the seal; then it is destroyed,
and nobody can open it). Announces TicketReporterOpened, TicketSealEnded.
"""
