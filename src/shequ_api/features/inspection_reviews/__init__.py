"""Reviews of inspections: what others than their worker say about them.

Nouns: review (approved, rejected, or returned with its issues; one or many at once), edit (a
version of the answers, with who, when and why), waiver (of photos that lack), withdrawal (of an
approval), tombstone (what is left of a deleted inspection). Announces patrols' InspectionApproved,
InspectionApprovalWithdrawn, InspectionEdited and InspectionDeleted.
"""
