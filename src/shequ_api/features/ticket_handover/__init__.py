"""Ticket handover (诉求交接): no open ticket hangs with somebody who can settle it no longer.

Nouns: what hangs (assigned to somebody without a posting for it, or whose account is shut), the
successor who takes it, the return to the community's triage. States and steps are those of tickets.
Announces TicketReturned, a fact of tickets.
"""
