"""Points claw-back (扣回): what becomes of points that are taken back and are not there any more.

Nouns: claw-back policy of a district (forgive the rest, or make it a debt, with the most of each
later earning that goes into it; a later one holds from an instant on and changes no debt), debt
(what a card owes still), debt payment (what one later earning paid of it; the oldest debt first).
"""
