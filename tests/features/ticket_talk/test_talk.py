"""Both sides of a ticket talk to each other; what is private stays among those it is for."""

from httpx import AsyncClient

from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.clocks import Work
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.slips import photo_of


async def test_they_talk_and_each_knows_what_is_new(
    talk: Talk, client: AsyncClient, cast: Cast
) -> None:
    ticket = await talk.handled()
    photo = await photo_of(client, await cast.headers("resident"), "brown")
    first = await talk.says("resident", ticket, "楼道里又堆了新的杂物", photo_ids=[photo])
    assert (first["side"], first["number"], first["notice"]) == ("reporter", 1, None)
    assert [each["id"] for each in first["photos"]] == [photo]
    assert first["author_name"] == "甲居民"

    seen = await talk.standing("micro_grid_worker", ticket)
    assert (seen["unread"], seen["awaits_reply"]) == (1, True)
    reply = await talk.says("micro_grid_worker", ticket, "今天下午到现场")
    assert (reply["side"], reply["role_title"]) == ("staff", "微网格员")
    assert (await talk.standing("resident", ticket))["unread"] == 1
    assert not (await talk.standing("resident", ticket))["awaits_reply"]

    read = {"number": 2}
    for member in ("resident", "micro_grid_worker"):
        path = f"/api/v1/tickets/{ticket['id']}/talk/reading"
        headers = await cast.headers(member)
        done = await client.put(path, json=read, headers=headers)
        assert (done.status_code, done.json()["unread"]) == (200, 0)
        # An older mark takes nothing back.
        again = await client.put(path, json={"number": 0}, headers=headers)
        assert again.json()["read"] == 2
    assert [each["text"] for each in await talk.reads("resident", ticket)] == [
        "今天下午到现场",
        "楼道里又堆了新的杂物",
    ]


async def test_my_threads_say_what_is_unread(talk: Talk, client: AsyncClient, cast: Cast) -> None:
    ticket = await talk.handled()
    await talk.says("resident", ticket, "请问什么时候来")
    await talk.says("micro_grid_worker", ticket, "下午三点")

    async def listed(by: str, view: str) -> list[tuple[str, int]]:
        path = f"/api/v1/me/ticket-talks?view={view}"
        got = await client.get(path, headers=await cast.headers(by))
        assert got.status_code == 200, got.text
        return [(each["ticket_id"], each["unread"]) for each in got.json()["items"]]

    assert await listed("resident", "reported") == [(ticket["id"], 1)]
    assert await listed("micro_grid_worker", "assigned") == [(ticket["id"], 1)]
    assert await listed("same_building", "reported") == []


async def test_the_same_again_is_the_same_and_another_is_refused(talk: Talk) -> None:
    ticket, message_id = await talk.handled(), new_id()
    first = await talk.put("resident", ticket, id_=message_id, text="没有网络时写的")
    again = await talk.put("resident", ticket, id_=message_id, text="没有网络时写的")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"photos": []} == again.json() | {"photos": []}
    for by, text in (("resident", "别的话"), ("micro_grid_worker", "没有网络时写的")):
        other = await talk.put(by, ticket, id_=message_id, text=text)
        assert (other.status_code, other.json()["code"]) == (409, "ticket_message_differs")
    elsewhere = await talk.put(
        "resident", await talk.handled(), id_=message_id, text="没有网络时写的"
    )
    assert elsewhere.json()["code"] == "ticket_message_differs"
    assert len(await talk.reads("resident", ticket)) == 1


async def test_strangers_find_nothing_and_onlookers_stay_silent(talk: Talk) -> None:
    ticket = await talk.handled()
    for who in ("same_building", "far_community_worker", "partner"):
        assert (await talk.put(who, ticket, text="路过")).status_code == 404
        assert (await talk.get(who, ticket)).status_code == 404
    looked = await talk.put("city_administrator", ticket, text="请尽快")
    assert (looked.status_code, looked.json()["code"]) == (403, "not_your_talk")
    empty = await talk.put("resident", ticket)
    assert empty.json()["code"] == "ticket_message_empty"
    borrowed = await talk.put("resident", ticket, photo_ids=[str(new_id())])
    assert borrowed.json()["code"] == "photo_unknown"


async def test_only_a_handler_speaks_to_the_public_and_not_of_what_is_private(talk: Talk) -> None:
    ticket, hidden = await talk.handled(), await talk.handled(private=True)
    assert (await talk.says("micro_grid_worker", ticket, "已清运", public=True))["public"]
    for by, on in (("resident", ticket), ("micro_grid_worker", hidden)):
        refused = await talk.put(by, on, text="公开", public=True)
        assert (refused.status_code, refused.json()["code"]) == (422, "not_for_the_public")


async def test_notes_never_reach_who_ordered_it(talk: Talk, client: AsyncClient) -> None:
    ticket = await talk.handled()
    secret = "住户情绪激动，注意方式"
    noted = await talk.put("micro_grid_worker", ticket, "notes", text=secret)
    assert noted.status_code == 201
    again = await talk.put(
        "micro_grid_worker", ticket, "notes", id_=noted.json()["id"], text=secret
    )
    assert (again.status_code, again.json()) == (200, noted.json())
    other = await talk.put("community_worker", ticket, "notes", id_=noted.json()["id"], text=secret)
    assert other.json()["code"] == "ticket_message_differs"
    assert [each["text"] for each in await talk.reads("community_worker", ticket, "notes")] == [
        secret
    ]
    for what in ("messages", "talk", "notes"):
        assert secret not in (await talk.get("resident", ticket, what)).text
    assert (await talk.get("resident", ticket, "notes")).status_code == 403
    # A worker who ordered it reads it as everybody who orders.
    own = await talk.file(by="micro_grid_worker")
    await talk.put("community_worker", own, "notes", text=secret)
    read = await talk.get("micro_grid_worker", own, "notes")
    assert (read.status_code, read.json()["code"]) == (403, "notes_are_staffs")
    wrote = await talk.put("micro_grid_worker", own, "notes", text="我自己的")
    assert wrote.json()["code"] == "notes_are_staffs"
    assert (await talk.says("micro_grid_worker", own, "我家门口"))["side"] == "reporter"


async def test_a_word_on_an_ended_ticket_says_what_comes_of_it(talk: Talk) -> None:
    ticket = await talk.settled()
    said = await talk.says("resident", ticket, "又堆上了")
    assert (said["state"], said["operation"]) == ("settled", "reopen_ticket")
    assert "不会重新办理" in said["notice"]
    assert said["open_until"] is not None


async def test_both_sides_are_told_by_the_inbox(
    talk: Talk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    ticket = await talk.handled()
    await work()
    await talk.says("resident", ticket, "请问什么时候来")
    await talk.says("micro_grid_worker", ticket, "下午三点")
    await work()
    for member in ("resident", "micro_grid_worker"):
        path = "/api/v1/me/messages?kind=ticket_replied"
        got = await client.get(path, headers=await cast.headers(member))
        told = got.json()["items"]
        assert [(each["about_id"], each["times"]) for each in told] == [(ticket["id"], 1)]
        assert "下午三点" not in got.text, "the inbox repeats nobody's words"
