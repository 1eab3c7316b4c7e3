"""What becomes of a question: suggestions, answers, an article, a ticket, or nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.personal import collect, erase, merge
from shequ_api.features.ticket_limits.counting import Limits
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.clocks import Work
from tests.features.knowledge_search.desk import Desk, in_days

SAID = "外地户口的孩子在这边上学要准备什么"
PUBLIC = {
    "question": "随迁子女怎么入学",
    "topic": "入学",
    "source_name": "社区答复",
    "review_on": in_days(90),
    "body": "带户口簿和居住证，到学校登记",
}


async def asked(desk: Desk, by: str = "resident", text: str = SAID) -> dict[str, Any]:
    path, body = f"/questions/{new_id()}", {"place_id": desk.place_id, "text": text}
    question: dict[str, Any] = await desk.got("PUT", path, body, by=by)
    return question


async def step(desk: Desk, question: Any, name: str, body: Any = None, **how: str) -> Any:
    return await desk.got("POST", f"/questions/{question['id']}/{name}", body, **how)


async def refused(desk: Desk, question: Any, name: str, body: Any = None, **how: str) -> Any:
    answer = await desk.send("POST", f"/questions/{question['id']}/{name}", body, **how)
    return answer.json()["code"]


async def told(desk: Desk, by: str = "resident") -> list[str]:
    listed = await desk.got("GET", "/me/messages", by=by)
    return [each["kind"] for each in listed["items"]]


async def passed(session: AsyncSession, question: Any) -> None:
    same = update(ContentCheck).where(ContentCheck.subject_id == UUID(question["id"]))
    await session.execute(same.values(state="pass"))


async def test_answers_are_suggested_before_anything_is_asked(
    desk: Desk, session: AsyncSession
) -> None:
    article = await desk.published(question="随迁子女入学怎么办理")
    body = {"place_id": desk.place_id, "text": "外地娃上学 ruxue"}
    got = await desk.got("POST", "/question-suggestions", body, by="resident")
    assert [each["id"] for each in got["items"]] == [article["id"]]
    assert (await session.scalars(select(Question))).all() == []


async def test_a_question_is_the_askers_and_the_staffs(desk: Desk) -> None:
    question = await asked(desk)
    path = f"/questions/{question['id']}"
    seen = {"resident": 200, "community_worker": 200, "subdistrict_administrator": 200}
    for by in ("same_building", "far_community_worker", "micro_grid_worker", "auditor"):
        seen[by] = 404
    assert {by: (await desk.send("GET", path, by=by)).status_code for by in seen} == seen
    mine = await desk.got("GET", "/me/questions", by="resident")
    listed = await desk.got("GET", "/questions?state=open")
    assert [each["id"] for each in mine["items"]] == [question["id"]]
    assert [each["id"] for each in listed["items"]] == [question["id"]]
    assert (await desk.got("GET", "/questions?state=closed"))["items"] == []


async def test_the_same_again_is_the_same(desk: Desk) -> None:
    question = await asked(desk)
    path, body = f"/questions/{question['id']}", {"place_id": desk.place_id, "text": SAID}
    again = await desk.send("PUT", path, body, by="resident")
    assert (again.status_code, again.json()["id"]) == (200, question["id"])
    for by, text in (("resident", "别的问题"), ("newcomer", SAID)):
        other = await desk.send("PUT", path, body | {"text": text}, by=by)
        assert other.json()["code"] == "question_differs"


async def test_nobodys_answer_is_replaced_unread(desk: Desk) -> None:
    question = await asked(desk)
    first = await step(desk, question, "answer", {"text": "甲答"})
    assert await refused(desk, question, "answer", {"text": "乙答"}) == "question_answered_before"
    said = {"text": "看过再答", "replaces": first["answered_at"]}
    assert (await step(desk, question, "answer", said))["answer"] == "看过再答"
    assert await refused(desk, question, "answer", said) == "question_answered_before"


async def test_what_was_withdrawn_is_not_published(desk: Desk, session: AsyncSession) -> None:
    question = await asked(desk)
    await step(desk, question, "answer", {"text": "答"})
    await passed(session, question)
    await step(desk, question, "withdrawal", by="resident")
    assert await refused(desk, question, "publication", PUBLIC) == "question_over"


async def test_who_may_file_nothing_asks_nothing(desk: Desk, parts: Parts) -> None:
    """A question may become a ticket: it is no way round the limits of those."""
    parts.add(Limits(3, 3))
    codes = []
    for _ in range(4):
        path, body = f"/questions/{new_id()}", {"place_id": desk.place_id, "text": SAID}
        codes.append((await desk.send("PUT", path, body, by="resident")).status_code)
    assert codes == [201, 201, 201, 429]


async def test_it_is_asked_in_a_community(desk: Desk, session: AsyncSession) -> None:
    found = await desk.got("GET", f"/questions/{(await asked(desk))['id']}", by="resident")
    question = await session.get_one(Question, UUID(found["id"]))
    body = {"place_id": str(question.district_id), "text": SAID}
    answer = await desk.send("PUT", f"/questions/{new_id()}", body, by="resident")
    assert (answer.status_code, answer.json()["code"]) == (422, "question_place_unfit")


async def test_staff_answer_and_the_asker_is_told(desk: Desk, work: Work) -> None:
    question = await asked(desk)
    assert await refused(desk, question, "answer", {}) == "question_answer_empty"
    unknown = {"article_id": str(new_id())}
    assert await refused(desk, question, "answer", unknown) == "question_article_unknown"
    assert await refused(desk, question, "closure", {}, by="resident") == "question_unanswered"
    answered = await step(desk, question, "answer", {"text": "带户口簿"})
    assert (answered["state"], answered["answer"]) == ("answered", "带户口簿")
    await work()
    assert await told(desk) == ["question_answered"]
    assert await refused(desk, question, "closure", {}) == "not_your_question"
    assert await refused(desk, question, "withdrawal") == "not_your_question"
    closed = await step(desk, question, "closure", {}, by="resident")
    assert closed["state"] == "closed"
    assert await refused(desk, question, "answer", {"text": "晚了"}) == "question_over"


async def test_nobody_answers_themselves(desk: Desk) -> None:
    question = await asked(desk, "community_worker")
    path = f"/questions/{question['id']}/answer"
    refused = await desk.send("POST", path, {"text": "好"})
    assert (refused.status_code, refused.json()["code"]) == (403, "own_question")
    answered = await desk.got("POST", path, {"text": "好"}, by="grid_chief")
    assert answered["state"] == "answered"


async def test_what_it_is_about_is_kept_and_narrows_the_list(desk: Desk) -> None:
    path, body = f"/questions/{new_id()}", {"place_id": desk.place_id, "text": SAID}
    about = await desk.got("PUT", path, body | {"topic": "入学"}, by="resident")
    assert (about["topic"], about["text"], (await asked(desk))["topic"]) == ("入学", SAID, None)
    [line] = (await desk.got("GET", "/questions?state=open&topic=入学"))["items"]
    assert line["id"] == about["id"]
    differs = await desk.send("PUT", path, body, by="resident")
    assert differs.json()["code"] == "question_differs"


async def test_an_article_helps_or_answers(desk: Desk) -> None:
    article = await desk.published()
    helped = await asked(desk)
    body = {"article_id": article["id"]}
    closed = await step(desk, helped, "closure", body, by="resident")
    assert (closed["state"], closed["article_id"]) == ("closed", article["id"])
    linked = await step(desk, await asked(desk), "answer", body)
    assert (linked["state"], linked["article_id"]) == ("answered", article["id"])


async def test_an_answer_is_published_in_the_offices_own_words(
    desk: Desk, session: AsyncSession
) -> None:
    question = await asked(desk)
    assert await refused(desk, question, "publication", PUBLIC) == "question_unanswered"
    await step(desk, question, "answer", {"text": "您家3栋201带户口簿"})
    assert await refused(desk, question, "publication", PUBLIC) == "question_unchecked"
    await passed(session, question)
    published = await step(desk, question, "publication", PUBLIC)
    path = f"/knowledge-articles/{published['published_id']}"
    article = await desk.got("GET", path, by="newcomer")
    assert (article["question"], article["body"]) == (PUBLIC["question"], PUBLIC["body"])
    assert SAID not in str(article) and "3栋201" not in str(article)
    assert await refused(desk, question, "publication", PUBLIC) == "question_published"
    assert await desk.found("随迁子女") == [PUBLIC["question"]]


@pytest.mark.parametrize("by", ["resident", "community_worker"])
async def test_it_becomes_a_private_ticket_by_choice(
    desk: Desk, session: AsyncSession, work: Work, by: str
) -> None:
    question = await asked(desk)
    made = await step(desk, question, "ticket", by=by)
    ticket = await session.get_one(Ticket, UUID(made["ticket_id"]))
    asker = desk.cast.people["resident"]
    assert (ticket.source_kind, ticket.source_id) == ("question", UUID(question["id"]))
    assert (ticket.reporter_id, ticket.private, ticket.awaits_service) == (asker, True, True)
    assert SAID in ticket.text
    assert await refused(desk, question, "ticket", by=by) == "question_over"
    await work()
    assert ("question_ticketed" in await told(desk)) == (by != "resident")
    shown = await desk.send("GET", f"/tickets/{ticket.id}", by="resident")
    assert shown.status_code == 200


async def test_unanswered_for_days_it_becomes_a_ticket(
    desk: Desk, session: AsyncSession, work: Work
) -> None:
    late, in_time, answered = [await asked(desk, text=f"问题{n}") for n in range(3)]
    await step(desk, answered, "answer", {"text": "好"})
    today = china_date(utc_now())
    for question, due_on in ((late, today - timedelta(days=1)), (in_time, today)):
        row = await session.get_one(Question, UUID(question["id"]))
        assert row.due_on >= today + timedelta(days=3)
        row.due_on = due_on
    await session.flush()
    await work("questions.pass_on_late")
    states = {}
    for question in (late, in_time, answered):
        shown = await desk.got("GET", f"/questions/{question['id']}", by="resident")
        states[question["text"]] = shown["state"]
    assert states == {"问题0": "ticket", "问题1": "open", "问题2": "answered"}
    assert await work("questions.pass_on_late") == 1, "the clock alone: all is said"
    made = await session.scalars(select(Ticket.id).where(Ticket.source_kind == "question"))
    assert len(made.all()) == 1
    assert set(await told(desk)) == {"question_answered", "question_ticketed"}


async def test_whoever_asked_takes_it_back(desk: Desk, session: AsyncSession) -> None:
    question = await asked(desk)
    gone = await step(desk, question, "withdrawal", by="resident")
    assert gone["state"] == "withdrawn"
    assert await refused(desk, question, "ticket") == "question_over"
    names = select(Event.name).where(Event.subject_id == UUID(question["id"])).order_by(Event.id)
    assert (await session.scalars(names)).all() == ["question_asked", "question_withdrawn"]


async def test_whose_it_is_is_collected_merged_and_erased(
    desk: Desk, session: AsyncSession, parts: Parts
) -> None:
    question = await asked(desk, "newcomer")
    await step(desk, question, "answer", {"text": "带户口簿"})
    kept, merged, worker = (
        desk.cast.people[who] for who in ("resident", "newcomer", "community_worker")
    )
    await merge(session, kept, merged, utc_now())
    assert [each["问题"] for each in (await collect(session, parts, kept))["提问"]] == [SAID]
    answers = (await collect(session, parts, worker))["答复的提问"]
    assert [each["答复"] for each in answers] == ["带户口簿"]
    assert SAID not in str(answers)
    await erase(session, kept, utc_now())
    row = await session.get_one(Question, UUID(question["id"]), populate_existing=True)
    assert (row.text, row.answer, row.state) == ("（已注销）", "（已注销）", "withdrawn")
    over = select(Event.id).where(Event.name == "question_withdrawn")
    assert len((await session.scalars(over)).all()) == 1, (
        "whoever waits for it hears that it is over"
    )


async def test_its_words_are_checked(desk: Desk, session: AsyncSession) -> None:
    question = await asked(desk)
    check = select(ContentCheck).where(ContentCheck.subject_id == UUID(question["id"]))
    [handed_in] = (await session.scalars(check)).all()
    assert (handed_in.kind, handed_in.author_id) == ("question", desk.cast.people["resident"])
    assert (question["check"], desk.place_id) == ("pending", str(desk.cast.places[HOME]))
