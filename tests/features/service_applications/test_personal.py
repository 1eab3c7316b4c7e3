"""What becomes of applications when somebody leaves, or turns out to be somebody else as well."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.service_applications.models import ServiceApplication
from shequ_api.features.service_applications.personal import PERSONAL_DATA
from shequ_api.features.service_drafts.models import ServiceDraft
from shequ_api.features.service_drafts.personal import PERSONAL_DATA as OF_DRAFTS
from shequ_api.kit.clock import utc_now
from tests.features.service_applications.counter import Counter


async def test_what_is_open_is_withdrawn_with_who_leaves(
    counter: Counter, session: AsyncSession
) -> None:
    service = await counter.service()
    made = await counter.applied(service)
    resident = counter.cast.people["resident"]
    told = await PERSONAL_DATA.collect(session, session.info["parts"], resident)
    assert told["办件"][0]["填写内容"] == {"bank": "成都银行"}
    await PERSONAL_DATA.erase(session, resident, utc_now())
    row = await session.get_one(ServiceApplication, UUID(made["id"]), populate_existing=True)
    assert (row.state, row.applied_at_id) == ("withdrawn", row.community_id)


async def test_two_accounts_of_one_human_being(counter: Counter, session: AsyncSession) -> None:
    service = await counter.service()
    kept, doubled = await counter.applied(service), await counter.applied(service, "same_building")
    draft = await counter.drafted(service, "same_building")
    people = counter.cast.people
    old, new = people["same_building"], people["resident"]
    said = await PERSONAL_DATA.merge(session, new, old, utc_now())
    assert said == [f"重复的办件“高龄津贴申请”（{doubled['number']}）已撤回"]
    await OF_DRAFTS.merge(session, new, old, utc_now())
    await session.commit()
    mine = (await counter.got("resident", "GET", "/me/service-applications"))["items"]
    assert {each["id"]: each["state"] for each in mine} == {
        kept["id"]: "submitted",
        doubled["id"]: "withdrawn",
    }
    [going_on] = (await counter.got("resident", "GET", "/me/service-drafts"))["items"]
    assert going_on["id"] == draft["id"]
    told = await OF_DRAFTS.collect(session, session.info["parts"], new)
    assert told["申请草稿"][0]["填写内容"] == {"bank": "成都银行"}
    await OF_DRAFTS.erase(session, new, utc_now())
    assert await session.get(ServiceDraft, UUID(draft["id"])) is None
