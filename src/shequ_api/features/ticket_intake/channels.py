"""The ways a ticket comes."""

from enum import StrEnum


class TicketChannel(StrEnum):
    """The way a ticket came: `source_kind` of those that people file."""

    MINI_PROGRAM = "mini_program"
    CODE = "code"
    MEETING = "meeting"
    """坝坝会 (neighbours' meeting)."""
    HOME_VISIT = "home_visit"
    SUGGESTION_POINT = "suggestion_point"
    WISH_WALL = "wish_wall"
    ENTERPRISE = "enterprise"
    HOTLINE = "hotline"
    HAZARD = "hazard"
    """Made of a hazard that was found, never entered."""


class OwnChannel(StrEnum):
    """Of these, those by which people file for themselves."""

    MINI_PROGRAM = TicketChannel.MINI_PROGRAM
    CODE = TicketChannel.CODE


class EnteredChannel(StrEnum):
    """Those by which staff enter what somebody says who has no account, or an organisation asks."""

    MEETING = TicketChannel.MEETING
    HOME_VISIT = TicketChannel.HOME_VISIT
    SUGGESTION_POINT = TicketChannel.SUGGESTION_POINT
    WISH_WALL = TicketChannel.WISH_WALL
    ENTERPRISE = TicketChannel.ENTERPRISE
    HOTLINE = TicketChannel.HOTLINE
