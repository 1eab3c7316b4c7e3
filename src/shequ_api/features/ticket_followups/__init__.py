"""Ticket follow-ups: a second look at a settled ticket, by somebody who did not handle it.

Nouns: return visit (回访: a call on who was not content; waiting, done, dropped; with a deadline
and attempts), quality sample (抽检: a community's month, drawn by a seed), quality check (one of
its tickets: passed or not). Either can have the ticket handled again. Listens to ratings and
reopenings.
"""
