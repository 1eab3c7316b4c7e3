"""Service applications (办件): what somebody applied for, and where it stands.

Nouns: application (of a person or an organisation, to the office that keeps a service, by the
edition under which it was begun), round (handed in once, or again after a return), material (photos
under a key of the guide; needless where we know; of an earlier application taken over), trail (who
did what when: the office, not the name). States: submitted, returned (补正), accepted (受理),
suspended (more is asked for), granted (办结), refused, declined (不予受理),
withdrawn, lapsed (nobody answered). Announces ApplicationSubmitted, ApplicationAccepted,
ApplicationReturned, ApplicationSupplemented, ApplicationDecided, ApplicationWithdrawn,
ApplicationLapsed, ApplicationOverdue.
"""
