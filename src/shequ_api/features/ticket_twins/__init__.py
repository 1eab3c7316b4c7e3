"""Ticket twins (同类诉求): tickets of several people about one thing.

Nouns: suggestion (an open ticket nearby that may be the same), support (affected: me too, of who
has to do with its community; follows), merge (并单: several under one lead, until undone: 拆回, or
declined with it), split (拆单: one into several). Announces SupportersTold, TicketSplitOff,
LeadOver, and facts of tickets: TicketMerged, TicketUnmerged, TicketDeclined.
"""
