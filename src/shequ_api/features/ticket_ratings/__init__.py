"""Ticket ratings (群众评单): what those affected by a ticket think of how it was settled.

Nouns: rating (of one person, for one round: a reopened ticket is settled anew), relation (reporter,
supporter, inhabitant), refusal (does not want to rate, is not reminded), ending (what the clock
does next with a settled ticket: reminds, archives), terms (a district's rule). A ticket's own score
stays its reporter's. Announces RatingGiven, RatingAwaited.
"""
