"""Ticket services (诉求分类): the categories of tickets as data, and what each asks.

Nouns: service (for all, kept by the city; or a district's own; grouped, retired and not deleted),
attributes (a version of a form: what is asked beside the text), answers (of a ticket, under the
version by which they were given), arrangement (the order in which a community offers categories,
and those that it hides). Announces TicketCategorised, a fact of tickets.
"""
