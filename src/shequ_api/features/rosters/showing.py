"""Entries as everybody, the office and the person see them."""

from typing import Any

from shequ_api.features.five_codes.public import Viewer
from shequ_api.features.rosters.rules import (
    CONSENT_TEXT,
    CONSENT_VERSION,
    ROLE_TITLES,
    STATE_TITLES,
    NameOnRoster,
    RosterRole,
    RosterState,
    name_shown,
)
from shequ_api.features.rosters.schemas import KeptRosterLine, MyRosterEntry, RosterLine
from shequ_api.kit.clock import china_date
from shequ_api.kit.masking import mask_name

Row = Any


def _titled(row: Row) -> dict[str, Any]:
    titles = {"role_title": ROLE_TITLES[RosterRole(row["role"])]}
    if "state" in row:
        titles["state_title"] = STATE_TITLES[RosterState(row["state"])]
    return {**row, **titles}


def public_line(row: Row, viewer: Viewer) -> RosterLine:
    """For whoever looks."""
    name = name_shown(row["name"], row["name_shown"], viewer)
    since = china_date(row["consented_at"])
    return RosterLine.model_validate(_titled(row) | {"name": name, "shown_since": since})


def kept_line(row: Row) -> KeptRosterLine:
    """For the office: in whole only where neighbours see it so."""
    open_name = row["state"] == RosterState.SHOWN and row["name_shown"] == NameOnRoster.FULL
    name = row["name"] if open_name or row["name"] is None else mask_name(row["name"])
    return KeptRosterLine.model_validate(_titled(row) | {"name": name})


def own_entry(row: Row) -> MyRosterEntry:
    """For the person, with what they are asked to agree to."""
    asked = {"consent_version": CONSENT_VERSION, "consent_text": CONSENT_TEXT}
    return MyRosterEntry.model_validate(_titled(row) | asked)
