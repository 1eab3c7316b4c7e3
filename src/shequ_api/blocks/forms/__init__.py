"""Forms as data: what is asked, which answers are sound, and what an answer raises.

A form is a question sheet with a key that stays; a published version is one immutable definition
of it (sections, fields, conditions, repeats, choice lists, flags); a submission is one filled-in
sheet, which names its version for ever and is checked against that version, however late it
arrives. The block asks and checks; what a raised flag means is the business of whoever publishes.
"""
