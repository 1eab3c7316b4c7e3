/** The resident's part of the story, through the typed client, on a network that loses answers. */
import assert from "node:assert/strict";

import { Refused, Shequ } from "../src/client.js";
import { FakePhone } from "./wx.js";

const [baseUrl = "", wechatUrl = "", code = "", photo = ""] = process.argv.slice(2);

async function main(): Promise<void> {
  const phone = new FakePhone(wechatUrl, "story-resident", 3);
  phone.hold();
  const resident = new Shequ({ baseUrl });
  await resident.signIn();
  const me = await resident.call("get_me", {});
  assert.equal(me.residencies.length, 1);

  const landing = await resident.call("scan_code", { body: { code } });
  assert.equal(landing.viewer, "resident");
  const action = landing.heads.flatMap((head) => head.actions).find((a) => a.key === "tickets.report");
  assert.equal(action?.operation, "file_ticket");

  const picture = await resident.upload(photo);
  const before = await resident.call("list_tickets", { query: { view: "reported", limit: 100 } });
  const ticket = await resident.call("file_ticket", {
    body: {
      service_code: "public_facility",
      text: "楼道的灯坏了",
      place_id: action?.parameters["place_id"] ?? null,
      photo_ids: [picture.id],
      private: false,
      anonymous: false,
      attributes: {},
      voice_ids: [],
      channel: "code",
    },
  });
  const after = await resident.call("list_tickets", { query: { view: "reported", limit: 100 } });
  assert.equal(after.items.length, before.items.length + 1, "filed once, however often sent");

  await assert.rejects(
    resident.call("reopen_ticket", { path: { ticket_id: ticket.id }, body: { reason: "没办好" } }),
    (error: unknown) =>
      error instanceof Refused &&
      error.problem.code === "illegal_step" &&
      Array.isArray(error.problem["legal_steps"]),
  );

  const worker = new FakePhone(wechatUrl, "story-community_worker", 4);
  worker.hold();
  const community = new Shequ({ baseUrl });
  await community.signIn();
  await community.call("accept_ticket", { path: { ticket_id: ticket.id }, body: {} });
  await community.call("settle_ticket", {
    path: { ticket_id: ticket.id },
    body: { note: "换了灯泡", photo_ids: [] },
  });

  phone.hold();
  await resident.call("set_my_ticket_rating", {
    path: { ticket_id: ticket.id },
    body: { score: 5, comment: "谢谢" },
  });
  const rated = await resident.call("get_ticket", { path: { ticket_id: ticket.id } });
  assert.equal(rated.state, "rated");
  assert.deepEqual(
    rated.slips.map((slip) => slip.step),
    ["submit", "accept", "settle", "rate"],
  );
  assert.ok(phone.lost + worker.lost > 0, "the network lost nothing: the test proved nothing");
  console.log(`the resident's part holds; ${phone.lost + worker.lost} answers were lost on the way`);
}

await main();
