"""The kit: what every ring stands on and what knows no word of our trade.

Database, models, refusals, pages, schemas, clock, ids, crypto, tokens, HTTP edge, outbound calls.
"""
