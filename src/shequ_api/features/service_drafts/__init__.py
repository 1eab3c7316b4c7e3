"""Service drafts (申请草稿): what is filled in for a service, until it is handed in.

Nouns: draft (under an id of the client's making; kept on the server, so that another device goes on
with it; by the edition of the guide under which it was begun, until it is moved to a newer one),
what is known (materials that are needless, papers of earlier applications that may be taken over,
rules that are met or not), assisted draft (a grid worker fills it in for somebody of their scope at
the door, or a colleague at a counter; the applicant hands it in, or signs a paper where they have
no account). Dropped with its photos 90 days after it was last changed. Announces
DraftConfirmationAsked.
"""
