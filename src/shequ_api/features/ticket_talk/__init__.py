"""Ticket talk (诉求沟通): what the two sides of a ticket say to each other while it is handled.

Nouns: message (留言, of the reporter's side or of the handlers'; a handler's may be public), thread
(one ticket's messages, and how far the reporter has read), reading (how far another has), note
(内部备注, among staff alone). On a ticket merged into another the talk goes on in its own thread:
who handles the lead reads it there, and its reporter reads the lead's public replies. What is said
is no step: states are those of tickets. Announces TicketReplied.
"""
