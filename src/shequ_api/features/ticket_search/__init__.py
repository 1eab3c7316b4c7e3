"""Ticket search (诉求查找): tickets found by what people say of them.

Nouns: number (what is said on the phone, checked against mistyping), phone (of whoever ordered it:
a look that is kept), words (any two neighbouring signs, in the scope of the acting posting, newest
first). The database keeps the words of every ticket beside it, in the transaction that writes,
blacks out or erases them. Announces nothing.
"""
