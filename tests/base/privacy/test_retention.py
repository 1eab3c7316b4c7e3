"""What is kept so long is let go: by the clock, in the days that everybody reads."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district
from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.audit.writing import CLOCK
from shequ_api.base.files.models import File
from shequ_api.base.identity.models import IdentityProof, Mandate
from shequ_api.base.identity.module import PROOF_DAYS
from shequ_api.base.privacy.expiring import expire
from shequ_api.base.register.models import Entry, Occupancy, RegisterFact
from shequ_api.features.check_ins.models import CheckIn
from shequ_api.features.check_ins.module import POSITION_DAYS
from shequ_api.features.register_residents.module import LEAVER_DAYS
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.partitions import drop_detached, keep_partitions, months_ago
from tests.base.files.test_uploading import hand_in, jpeg
from tests.cast import Cast
from tests.clocks import Work
from tests.features.patrols.field import OLD_HOSE, Field
from tests.features.patrols.test_edits import edit
from tests.features.register.conftest import Doorstep
from tests.features.tickets.conftest import BUILDING

WORKER = "micro_grid_worker"


async def noted(session: AsyncSession) -> dict[str, str]:
    lines = await session.scalars(select(AuditEntry).where(AuditEntry.role == CLOCK))
    return {line.parameters["title"]: line.parameters["count"] for line in lines}


async def test_every_period_is_read_by_everybody(client: AsyncClient) -> None:
    rules = (await client.get("/api/v1/retention-rules")).json()
    periods = {rule["title"]: rule["kept_for"] for rule in rules}
    assert periods["迁出人员的登记信息（之后只留人数）"] == f"{LEAVER_DAYS} 天"
    assert periods["打卡的精确位置（之后只留约一公里）"] == f"{POSITION_DAYS} 天"


async def test_who_left_long_ago_is_nobody_and_counted(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    door = Doorstep(client, cast)
    left = await door.enter(name="张三", phone="13700137001", starts_on="2020-01-01")
    stays = await door.enter(name="李四", phone="13700137002", starts_on="2020-01-01")
    for one in (left, stays):
        path = f"/register/people/{one['id']}/facts/emergency_contact"
        await door.did(WORKER, "PUT", path, value="女儿")
    await door.did(WORKER, "POST", f"/register/people/{left['id']}/departure", ends_on="2026-09-01")
    now = utc_now()
    await expire(session, now + timedelta(days=LEAVER_DAYS - 1))
    await session.commit()
    assert await noted(session) == {}
    later = now + timedelta(days=LEAVER_DAYS + 1)
    await keep_partitions(session, later)
    await expire(session, later)
    assert await noted(session) == {"迁出人员的登记信息（之后只留人数）": "1"}
    await enter_district(session, cast.places["510108000000"])
    gone = await session.get_one(Entry, UUID(left["id"]), populate_existing=True)
    assert (gone.name_sealed, gone.phone_sealed, gone.phone_index) == (None, None, None)
    assert gone.erased_at is not None
    there = await session.get_one(Entry, UUID(stays["id"]), populate_existing=True)
    assert there.name_sealed is not None
    facts = {
        fact.entry_id: fact.value_sealed for fact in await session.scalars(select(RegisterFact))
    }
    assert facts[gone.id] is None and facts[there.id] is not None
    assert len(list(await session.scalars(select(Occupancy)))) == 2, "that somebody lived there"


async def test_old_positions_say_about_where(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    field = Field(client, cast)
    made = await field.check_in(field.check_in_body())
    assert made.status_code == 201, made.text
    for days, at in ((POSITION_DAYS - 1, (104.1279, 30.7021)), (POSITION_DAYS + 1, (104.13, 30.7))):
        await keep_partitions(session, utc_now() + timedelta(days=days))
        await expire(session, utc_now() + timedelta(days=days))
        row = await session.scalar(select(CheckIn).execution_options(populate_existing=True))
        assert row is not None and (row.longitude, row.latitude) == at
        assert (row.distance_metres is None) is (days > POSITION_DAYS)
    before = await noted(session)
    assert before["打卡的精确位置（之后只留约一公里）"] == "1"
    await expire(session, utc_now() + timedelta(days=POSITION_DAYS + 1))
    assert await noted(session) == before, "once"


async def test_proofs_and_evidence_that_are_long_over(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """The same paper under a mandate that is in force stays."""
    me, agent, clerk = (cast.people[w] for w in ("resident", "same_building", "community_worker"))
    long_ago, today = utc_now() - timedelta(days=PROOF_DAYS + 400), china_date(utc_now())
    papers = [
        UUID((await hand_in(client, cast, jpeg(colour), by="community_worker")).json()["id"])
        for colour in ("teal", "brown")
    ]
    for expires_at in (long_ago, utc_now()):
        proof = {"method": "counter", "matched_register": False, "proved_at": long_ago}
        session.add(IdentityProof(person_id=me, expires_at=expires_at, **proof))
    over, ahead = long_ago.date() + timedelta(days=30), today + timedelta(days=30)
    for file_id, ends_on in ((papers[0], over), (papers[1], over), (papers[1], ahead)):
        session.add(
            Mandate(
                principal_id=me,
                agent_id=agent,
                recorded_by_id=clerk,
                permissions=["ticket:file"],
                evidence_kind="signed_paper",
                file_id=file_id,
                note="李某签名",
                made_at=long_ago,
                starts_on=long_ago.date(),
                ends_on=ends_on,
            )
        )
    await session.commit()
    await expire(session, utc_now())
    await session.commit()
    assert len((await session.scalars(select(IdentityProof.id))).all()) == 1
    kept = {row.ends_on: row.note for row in await session.scalars(select(Mandate))}
    assert kept == {over: None, ahead: "李某签名"}
    session.expire_all()
    erased = [(await session.get_one(File, paper)).erased_at is not None for paper in papers]
    assert erased == [True, False]


async def test_a_paper_that_lies_on_another_record_stays(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    clerk = "community_worker"
    paper, other = [
        (await hand_in(client, cast, jpeg(colour), by=clerk)).json()["id"]
        for colour in ("teal", "brown")
    ]
    ticket = {
        "service_code": "environment",
        "text": "楼道堆了垃圾",
        "place_id": str(cast.places[BUILDING]),
        "photo_ids": [paper],
    }
    answer = await client.post("/api/v1/tickets", json=ticket, headers=await cast.headers(clerk))
    assert answer.status_code == 201, answer.text
    long_ago = utc_now() - timedelta(days=PROOF_DAYS + 400)
    for file_id in (paper, other):
        mandate = Mandate(
            principal_id=cast.people["resident"],
            agent_id=cast.people["same_building"],
            recorded_by_id=cast.people[clerk],
            permissions=["ticket:file"],
            evidence_kind="signed_paper",
            file_id=UUID(file_id),
            note="李某签名",
            made_at=long_ago,
            starts_on=long_ago.date(),
            ends_on=long_ago.date() + timedelta(days=30),
        )
        session.add(mandate)
    await session.commit()
    await expire(session, utc_now())
    await session.commit()
    rows = {str(row.id): row.erased_at for row in await session.scalars(select(File))}
    assert rows[paper] is None
    assert rows[other] is not None


async def test_photos_on_no_record_go_and_those_on_one_stay(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    unused = (await hand_in(client, cast, jpeg("teal"))).json()["id"]
    used = (await hand_in(client, cast, jpeg("brown"))).json()["id"]
    ticket = {
        "service_code": "environment",
        "text": "楼道堆了垃圾",
        "place_id": str(cast.places[BUILDING]),
        "photo_ids": [used],
    }
    headers = await cast.headers("resident")
    answer = await client.post("/api/v1/tickets", json=ticket, headers=headers)
    assert answer.status_code == 201, answer.text
    await expire(session, utc_now() + timedelta(days=91))
    await session.commit()
    await work()
    rows = {str(row.id): row.erased_at for row in await session.scalars(select(File))}
    assert rows[unused] is not None
    assert rows[used] is None


async def test_a_photo_that_a_reviewer_put_into_an_edit_stays(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    field, reviewer = Field(client, cast), "community_worker"
    sent = await field.inspected(OLD_HOSE)
    handed_in = [await hand_in(client, cast, jpeg(c), by=reviewer) for c in ("teal", "brown")]
    used, unused = (answer.json()["id"] for answer in handed_in)
    answers = OLD_HOSE | {"hazard_photos": [used]}
    made = await edit(field, sent["id"], answers, who=reviewer)
    assert made.status_code == 201, made.text
    await expire(session, utc_now() + timedelta(days=91))
    await session.commit()
    rows = {str(row.id): row.erased_at for row in await session.scalars(select(File))}
    assert rows[used] is None
    assert rows[unused] is not None


async def test_detached_months_are_dropped_later_or_kept(session: AsyncSession) -> None:
    old, exists = date(2019, 1, 1), text("SELECT to_regclass('events_p201901') IS NOT NULL")
    for maker in ("shequ_make_partition", "shequ_detach_partition"):
        await session.execute(text(f"SELECT {maker}('events', :month)"), {"month": old})
    session.info["keep_detached"] = True
    assert await drop_detached(session, utc_now(), timedelta(days=90), 100) == 0
    session.info["keep_detached"] = False
    young = utc_now().replace(year=2022, month=3, day=1)
    assert await drop_detached(session, young, timedelta(days=90), 100) == 0
    assert await session.scalar(exists) is True
    assert await drop_detached(session, utc_now(), timedelta(days=90), 100) == 1
    assert await session.scalar(exists) is False


@pytest.mark.parametrize(
    ("table", "month"),
    [
        ("events", months_ago(china_date(utc_now()), 30)),
        ("audit_log", date(2019, 1, 1)),
        ("persons", date(2019, 1, 1)),
        ("events_p202001; DROP TABLE persons", date(2019, 1, 1)),
    ],
)
async def test_nothing_else_is_dropped(session: AsyncSession, table: str, month: date) -> None:
    asked = {"table": table, "month": month, "oldest": date(2100, 1, 1)}
    with pytest.raises(DBAPIError, match="to be dropped"):
        await session.execute(text("SELECT shequ_drop_detached(:table, :month, :oldest)"), asked)


async def test_a_month_in_its_table_is_not_dropped(session: AsyncSession) -> None:
    named = {"month": date(2018, 1, 1)}
    await session.execute(text("SELECT shequ_make_partition('events', :month)"), named)
    drop = text("SELECT shequ_drop_detached('events', :month, '2100-01-01')")
    assert await session.scalar(drop, named) is False
