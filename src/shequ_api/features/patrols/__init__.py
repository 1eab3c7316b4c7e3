"""Patrols: what grid workers find out at the door, and what comes of it.

Nouns: inspection (排查记录: one filled-in inspection form about a dwelling or building, which is
received, then approved or rejected by somebody else), hazard (隐患: a flag that an answer raised;
the hazards of one inspection become one ticket). Announces InspectionReceived, InspectionApproved.
"""
