"""Papers of identity: the kinds of documents, and the shapes of their numbers.

A number is one only together with its kind. By what it has in clear nobody can tell them apart:
kind and number are kept as one text (`kept`), sealed and indexed as such.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shequ_api.kit.crypto import normalise_id_number
from shequ_api.kit.errors import Malformed
from shequ_api.kit.national_codes import id_number_holds

LONG = 18
"""Signs of the numbers that say their own kind (GB 11643 and those made after it)."""


class IdKind(StrEnum):
    """Of which document a number is."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HOME_RETURN_PERMIT = "home_return_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"
    RESIDENCE_PERMIT = "residence_permit"
    PERMANENT_RESIDENCE = "permanent_residence"


KIND_TITLES = {
    IdKind.RESIDENT_ID: "居民身份证",
    IdKind.PASSPORT: "护照",
    IdKind.HOME_RETURN_PERMIT: "港澳居民来往内地通行证",
    IdKind.TAIWAN_TRAVEL_PERMIT: "台湾居民来往大陆通行证",
    IdKind.RESIDENCE_PERMIT: "港澳台居民居住证",
    IdKind.PERMANENT_RESIDENCE: "外国人永久居留身份证",
}

_SHAPES: Mapping[IdKind, re.Pattern[str]] = {
    # At most nine signs (ICAO 9303-3, the field of the number), and never letters alone.
    IdKind.PASSPORT: re.compile(r"(?=[A-Z]*\d)([A-Z0-9]{5,9})", re.ASCII),
    # Two more digits count the cards that somebody had (that of before 2013); eight stay for life.
    IdKind.HOME_RETURN_PERMIT: re.compile(r"([HM]\d{8})(?:\d{2})?", re.ASCII),
    # Likewise (before 2015), with the sign of the office that gave it.
    IdKind.TAIWAN_TRAVEL_PERMIT: re.compile(r"(\d{8})(?:\d{2}[A-Z]?)?", re.ASCII),
    # Of before December 2023: nationality, place, day of birth, sequence, check.
    IdKind.PERMANENT_RESIDENCE: re.compile(
        r"([A-Z]{3}\d{4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2})", re.ASCII
    ),
}
"""Kind → the shape of numbers that are not of 18 signs, and what of it stays for life."""


class IdNumberWrong(Malformed):
    code, title = "id_number_wrong", "身份证件号码有误，请核对"


class IdKindNeeded(Malformed):
    code, title = "id_kind_needed", "不是 18 位的证件号码，请同时说明证件类型"


class IdKindUnfit(Malformed):
    code, title = "id_kind_unfit", "证件号码与证件类型不符，请核对"


@dataclass(frozen=True, slots=True)
class Paper:
    """A number in its normal form, with its kind."""

    kind: IdKind
    number: str

    @property
    def kept(self) -> str:
        """Both as one text; that of a number of 18 signs is the number alone."""
        return self.number if len(self.number) == LONG else f"{self.kind}:{self.number}"


def paper_of(number: str, kind: str | None, *, today: date) -> Paper:
    """A number as somebody gives it, checked by what is known of its kind.

    18 signs say their kind themselves; others need one, and none is guessed. IdNumberWrong,
    IdKindNeeded; IdKindUnfit where kind and number contradict each other.
    """
    plain = normalise_id_number(number)
    if len(plain) == LONG:
        if not id_number_holds(plain, today=today):
            raise IdNumberWrong
        if kind is not None and kind != _kind_of(plain):
            raise IdKindUnfit
        return Paper(_kind_of(plain), plain)
    if kind is None:
        raise IdKindNeeded if papers_of(plain) else IdNumberWrong
    for paper in papers_of(plain):
        if paper.kind == kind:
            return paper
    raise IdNumberWrong if kind in {IdKind.RESIDENT_ID, IdKind.RESIDENCE_PERMIT} else IdKindUnfit


def papers_of(number: str) -> list[Paper]:
    """All that a number could be by its shape: what is looked for when the kind is not said."""
    plain = normalise_id_number(number)
    if len(plain) == LONG:
        return [Paper(_kind_of(plain), plain)]
    found = ((kind, shape.fullmatch(plain)) for kind, shape in _SHAPES.items())
    return [Paper(kind, match[1]) for kind, match in found if match]


def paper_kept(text: str) -> Paper:
    """What `kept` says."""
    kind, _, number = text.rpartition(":")
    return Paper(IdKind(kind), number) if kind else Paper(_kind_of(number), number)


def _kind_of(number: str) -> IdKind:
    """By the first signs of 18: 81 to 83 are permits for Hong Kong, Macao and Taiwan, 9 is for
    foreigners (2023), all else a citizen's."""
    if number[:2] in {"81", "82", "83"}:
        return IdKind.RESIDENCE_PERMIT
    return IdKind.PERMANENT_RESIDENCE if number[:1] == "9" else IdKind.RESIDENT_ID
