"""Terms (合作条款) that a community or district agrees on with its partners, in numbered editions.

Noun: terms (one edition, never changed; the last one of a place is what agreements are offered by).
"""
