"""Ticket redactions (脱敏处理): what staff black out in a ticket before others read it.

Nouns: redaction (of a photo: rectangles; of a text, the ticket's or a message's: spans), original
(kept; opened by a right of its own, with a reason, and each look is on record). A redaction makes
another rendition, which everybody is shown from then on; the next one adds to it, or, by who may
open the original, replaces it. Announces TicketTextRedacted.
"""
