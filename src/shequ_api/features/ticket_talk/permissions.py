from enum import StrEnum

from shequ_api.base.access.roles import Grants, Role


class TalkPermission(StrEnum):
    SAY = "ticket_talk:say"
    """On one's own ticket; everybody has it."""
    REPLY = "ticket_talk:reply"
    NOTE = "ticket_talk:note"


_STAFF = {TalkPermission.REPLY, TalkPermission.NOTE}

GRANTS: Grants = {
    Role.RESIDENT: {TalkPermission.SAY},
    Role.MICRO_GRID_WORKER: _STAFF,
    Role.GENERAL_GRID_WORKER: _STAFF,
    Role.GRID_CHIEF: _STAFF,
    Role.COMMUNITY_WORKER: _STAFF,
    Role.SUBDISTRICT_ADMINISTRATOR: _STAFF,
    Role.DISTRICT_ADMINISTRATOR: _STAFF,
    Role.DEPARTMENT_OFFICER: _STAFF,
    # Answers what was given to them; what staff note among themselves is not for firms.
    Role.PARTNER: {TalkPermission.REPLY},
}
