"""Workflow: states that change only by named steps, each logged with who, when and a note.

Nouns: flow (the states and steps of one kind of thing, in code), case (where one thing stands),
step (one logged move), trail (a case's steps, each bound to the one before by a hash), head (the
hash of the last), seal (the heads of a day; its digest lies in the audit log). A feature's row
holds its `case_id`. An illegal step is refused with the steps that are legal now.
"""
