"""A made-up population for a real district, at the size that public figures give.

Nouns: totals (what the district counts), plan (what each community gets), sheet (rows of one table
as COPY reads them). A run is one transaction: a killed one leaves nothing. Ids and rows follow from
the district, the seed, the scale and the day; only the nonces of sealed values differ. Nobody in
it is real: names are drawn from lists of signs, phones begin as no Chinese number does.
"""
