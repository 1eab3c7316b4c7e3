"""Patrols: what grid workers find out at the door, and what comes of it.

Nouns: inspection (排查记录: one filled-in inspection form about a dwelling or building, which is
received, then approved, rejected or returned with its issues by somebody else, and edited until
then; its photos may come later; an administrator may delete it, and it stays deleted), hazard
(隐患: a flag that an answer raised; the hazards of one inspection become one ticket). Announces
InspectionReceived, InspectionEdited, InspectionApproved, InspectionApprovalWithdrawn,
InspectionDeleted.
"""
