"""Inbox (消息): what a person is told, so that they need not look.

Nouns: message (to one person; about one thing; unread, read, or done, when there is nothing left to
see to), telling (that a person was told of an occasion: told again, it is the same), matter (what
an office is to see to until it is over), office (a role held at a place or grid, as a matter
reaches it). Repeats about one topic merge into one unread message that counts them.

What is told to an office becomes a message to each who holds it: lists stay scans of one index by
person, and what was read is read by that person alone. The open matter stands beside, and a clock
gives it to whoever is appointed later; see docs/decisions/0021. Listens to the facts of others;
announces MessageTold, for whoever carries it further.
"""
