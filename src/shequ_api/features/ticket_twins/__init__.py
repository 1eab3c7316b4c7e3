"""Ticket twins (同类诉求): tickets of several people about one thing.

Nouns: suggestion (an open ticket nearby that may be the same), support (affected: me too; follows),
merge (并单: several under one lead, until undone: 拆回), split (拆单: one into several). Announces
SupportersTold, TicketSupported, TicketMerged and TicketUnmerged (facts of tickets).
"""
