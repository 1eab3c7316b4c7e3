import pytest

from shequ_api.features.charity.rules import pool_title, shown_donor


@pytest.mark.parametrize(
    ("name", "anonymous", "shown"),
    [
        ("王小四", False, "王*四"),
        ("张三", False, "*三"),
        ("王小四", True, "匿名"),
        (None, True, "匿名"),
        (None, False, "居民"),
        ("", False, "居民"),
        (" ", False, "居民"),
        ("李", False, "*"),
    ],
)
def test_the_public_sees_no_whole_name(name: str | None, anonymous: bool, shown: str) -> None:
    assert shown_donor(name, anonymous=anonymous) == shown


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("致强社区居委会", "致强社区公益池"),
        ("红花村委会", "红花村公益池"),
        ("和美社区", "和美社区公益池"),
    ],
)
def test_pools_are_called_as_people_call_their_community(name: str, title: str) -> None:
    assert pool_title(name) == title
