"""Earning rules: by which facts people earn points for the community, as data.

Nouns: earning rule (a fact and conditions on its fields, who earns by it, how many points, caps by
the day, week, month and in all, windows, priority, the group of which only one pays; never edited,
but succeeded or ended; a shadow is judged and pays nothing, until it is promoted). How a fact is
judged by all rules together is decided here, purely; `earnings` does it.
"""
