"""Patrols: what grid workers find out at the door, and what comes of it.

Noun: inspection (排查记录: one filled-in inspection form about a dwelling or building, which is
received, then approved, rejected or returned with its issues by somebody else, and edited until
then; its photos may come later; an administrator may delete it, and it stays deleted). The flags
that its answers raise are told to `features/hazards`. Announces InspectionReceived,
InspectionEdited, InspectionApproved, InspectionApprovalWithdrawn, InspectionReturned,
InspectionRejected, InspectionDeleted.
"""
