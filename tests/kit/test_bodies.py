"""A body is known again by a code that tells nothing else of it."""

from hashlib import sha256
from uuid import UUID

from shequ_api.kit.bodies import BodyCodes

ROW, OTHER = UUID(int=1), UUID(int=2)
DIGEST, ELSE = sha256(b"one body").digest(), sha256(b"another").digest()


def test_the_same_body_of_the_same_row_holds_and_no_other() -> None:
    codes = BodyCodes(bytes(range(32)))
    kept = codes.of(ROW, DIGEST)
    assert codes.holds(kept, ROW, DIGEST)
    assert not codes.holds(kept, ROW, ELSE)
    assert not codes.holds(kept, OTHER, DIGEST)
    assert codes.of(OTHER, DIGEST)[-32:] != kept[-32:], "two of the same body do not show"
    assert DIGEST not in kept
    for broken in (b"", kept[:-1], kept + b"0", bytes(len(kept))):
        assert not codes.holds(broken, ROW, DIGEST)


def test_what_was_kept_before_there_was_a_key_holds() -> None:
    codes = BodyCodes(bytes(range(32)))
    assert codes.holds(DIGEST, ROW, DIGEST)
    assert not codes.holds(ELSE, ROW, DIGEST)


def test_under_a_key_that_was_changed_since_the_id_must_do() -> None:
    before, now = BodyCodes(bytes(range(32))), BodyCodes(bytes(range(1, 33)))
    assert now.holds(before.of(ROW, DIGEST), ROW, DIGEST)
    assert not now.holds(now.of(ROW, ELSE), ROW, DIGEST)
