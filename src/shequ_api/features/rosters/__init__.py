"""Rosters (楼栋党员公示): who of a building's residents stands up for it as a party member or
steward, as they agreed to be shown.

Noun: entry (one resident of one building in one role, with a pledge and what they offer). The
community proposes it; the person agrees, declines, and takes an agreement back at any time. States:
proposed, shown, declined, withdrawn, removed, left. To belong to a party is sensitive personal
information (PIPL articles 28 and 29): nothing is shown before the person's own agreement to just
that, and what was never shown or is over is let go. Announces RosterProposed and RosterRemoved.
"""
