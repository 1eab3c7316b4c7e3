"""Workflow: states that change only by named steps, each logged with who, when and a note.

Nouns: flow (the states and steps of one kind of thing, in code), case (where one thing stands),
step (one logged move). A feature's row holds its `case_id`. An illegal step is refused with the
steps that are legal now.
"""
