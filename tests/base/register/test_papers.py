"""Numbers of all kinds of documents."""

from dataclasses import replace
from datetime import date

import pytest

from shequ_api.base.register.papers import (
    IdKind,
    IdKindNeeded,
    IdKindUnfit,
    IdNumberWrong,
    paper_kept,
    paper_of,
    papers_of,
)
from shequ_api.base.register.rules import Identity, check_sex, same_human, settled, with_changes
from shequ_api.base.register.rules import SexDiffers as Differs
from shequ_api.kit.errors import Refusal

TODAY = date(2026, 11, 22)
RESIDENT = "11010519491231002X"


def numbered(body: str) -> str:
    """17 digits and their check sign (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]


HONG_KONG, TAIWAN = numbered("81000019900101001"), numbered("83000019900101002")
FOREIGNER = numbered("91108419900101001")


@pytest.mark.parametrize(
    ("written", "kind", "number"),
    [
        (RESIDENT.lower(), "resident_id", RESIDENT),
        (HONG_KONG, "residence_permit", HONG_KONG),
        (TAIWAN, "residence_permit", TAIWAN),
        (FOREIGNER, "permanent_residence", FOREIGNER),
        ("chn310082040301"[:15], "permanent_residence", "CHN310082040301"),
        ("E 12345678", "passport", "E12345678"),
        ("ea1234567", "passport", "EA1234567"),
        ("H12345678", "home_return_permit", "H12345678"),
        ("h12345678-02", "home_return_permit", "H12345678"),
        ("01234567", "taiwan_travel_permit", "01234567"),
        ("0123456701(B)", "taiwan_travel_permit", "01234567"),
    ],
)
def test_numbers_in_their_normal_form(written: str, kind: str, number: str) -> None:
    paper = paper_of(written, kind, today=TODAY)
    assert (paper.kind, paper.number) == (kind, number)
    assert paper_kept(paper.kept) == paper
    assert paper in papers_of(written)
    if len(number) == 18:
        assert paper_of(written, None, today=TODAY) == paper, "it says its kind itself"


@pytest.mark.parametrize(
    ("written", "kind", "refusal"),
    [
        (RESIDENT[:-1] + "1", None, IdNumberWrong),
        (RESIDENT[:-1], None, IdNumberWrong),
        (RESIDENT[:-1], "resident_id", IdNumberWrong),
        (HONG_KONG, "resident_id", IdKindUnfit),
        (RESIDENT, "residence_permit", IdKindUnfit),
        (RESIDENT, "passport", IdKindUnfit),
        (numbered("81000020990101001"), "residence_permit", IdNumberWrong),
        ("H12345678", None, IdKindNeeded),
        ("12345678", "home_return_permit", IdKindUnfit),
        ("C12345678", "home_return_permit", IdKindUnfit),
        ("1234567", "taiwan_travel_permit", IdKindUnfit),
        ("ABCDEFGH", "passport", IdKindUnfit),
        ("E1234567890", "passport", IdKindUnfit),
        ("E１２３４５６７٨", "home_return_permit", IdKindUnfit),
        ("CHN310082130301"[:15], "permanent_residence", IdKindUnfit),
        ("passport:E123", "passport", IdKindUnfit),
    ],
)
def test_numbers_that_cannot_be(written: str, kind: str | None, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        paper_of(written, kind, today=TODAY)


def test_a_number_counts_with_its_kind_alone() -> None:
    permit = Identity(name="甲", id_number="H12345678", id_kind=IdKind.HOME_RETURN_PERMIT)
    passport = Identity(name="甲", id_number="H12345678", id_kind=IdKind.PASSPORT)
    assert not same_human(permit, passport), "one of them may be another state's"
    both = [replace(one, phone="13900000001") for one in (permit, passport)]
    assert same_human(*both), "the same name and phone, and papers that do not contradict"
    other = Identity(name="甲", phone="13900000001", id_number="H87654321", id_kind=permit.id_kind)
    assert not same_human(both[0], other)
    assert permit.paper and passport.paper
    assert permit.paper.kept != passport.paper.kept


def test_a_new_number_does_not_keep_the_kind_of_the_old() -> None:
    known = settled(Identity(name="甲", id_number="E1234567", id_kind="passport"), today=TODAY)
    after = settled(with_changes(known, {"id_number": RESIDENT}), today=TODAY)
    assert (after.id_kind, after.sex, after.born_on) == ("resident_id", 2, date(1949, 12, 31))
    gone = settled(with_changes(after, {"id_number": None}), today=TODAY)
    assert (gone.id_kind, gone.paper) == (None, None)


def test_a_sex_that_the_number_contradicts() -> None:
    woman = settled(Identity(name="甲", id_number=RESIDENT), today=TODAY)
    check_sex(2, woman)
    check_sex(9, woman)
    with pytest.raises(Differs):
        check_sex(1, woman)
    check_sex(1, Identity(name="甲", id_number="E1234567", id_kind="passport"))
