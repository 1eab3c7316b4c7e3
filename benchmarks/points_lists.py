"""`python -m benchmarks.points_lists`: lists of the points economy over 200,000 rows of each.

Sessions of volunteers, orders, gifts to one pool and movements of one card are planted over a
hundredth of a district; see `planted_lists`.
"""

from benchmarks.planted_lists import ASKERS, PlantedLists, planted, report
from benchmarks.worklist_questions import Question

POOL = "00000000-0000-7000-8000-00000000b001"
OWNER_KEY = "benchmark"

PLANT = (
    "DELETE FROM volunteer_sessions",
    "DELETE FROM redemptions",
    "DELETE FROM charity_donations",
    f"""
    DELETE FROM ledger_transfers t USING ledger_accounts a
    WHERE a.owner_key LIKE '{OWNER_KEY}%' AND t.debit_account_id = a.id""",
    """
    INSERT INTO volunteer_sessions (id, city_id, district_id, subdistrict_id, community_id,
      place_id, person_id, state, began_at, ended_at, minutes, round, mended)
    SELECT uuidv7(), city_id, district_id, subdistrict_id, community_id, community_id, person_id,
      CASE WHEN n % 20 = 0 THEN 'waiting' ELSE 'confirmed' END, at, at + interval '1 minute', 1,
      0, false
    FROM planted""",
    """
    INSERT INTO redemptions (id, case_id, state, person_id, partner_id, organisation_id, city_id,
      district_id, subdistrict_id, community_id, goods_id, edition_id, title, quantity,
      amount_points, amount_fen, number, reserved_at, pick_up_until, held_until, hold_id, card,
      ended_at)
    SELECT uuidv7(), uuidv7(), CASE WHEN n % 20 = 0 THEN 'reserved' ELSE 'fulfilled' END,
      person_id, uuidv7(), (SELECT id FROM organisations ORDER BY id LIMIT 1), city_id,
      district_id, subdistrict_id, community_id, uuidv7(), uuidv7(), '大米', 1, 30, 0,
      lpad(to_hex(n), 6, '0'), at, at + interval '7 days', at + interval '8 days', uuidv7(),
      'own', CASE WHEN n % 20 = 0 THEN NULL ELSE at END
    FROM planted""",
    f"""
    INSERT INTO ledger_accounts (id, ledger, district_id, owner_key, kind, floor, balance, held,
      opened_at)
    SELECT CAST(v.id AS uuid), 'points', c.district_id, v.key, v.kind, NULL, 0, 0, now()
    FROM places c, (VALUES ('{POOL}', '{OWNER_KEY}/pool', 'charity_pool'),
      ('00000000-0000-7000-8000-00000000b002', '{OWNER_KEY}/issuer', 'issuer')) v(id, key, kind)
    WHERE c.id = $community ON CONFLICT DO NOTHING""",
    """
    INSERT INTO ledger_accounts (id, ledger, district_id, owner_key, kind, floor, balance, held,
      opened_at)
    SELECT uuidv7(), 'points', c.district_id, 'card/$asker/' || c.district_id, 'card', 0, 0, 0,
      now() FROM places c WHERE c.id = $community ON CONFLICT DO NOTHING""",
    """
    INSERT INTO points_cards (id, person_id, district_id, number, account_id, opened_at)
    SELECT uuidv7(), $asker, a.district_id, '510108000000000017', a.id, now()
    FROM ledger_accounts a, places c WHERE c.id = $community
      AND a.owner_key = 'card/$asker/' || c.district_id ON CONFLICT DO NOTHING""",
    f"""
    INSERT INTO charity_pools (id, community_id, district_id, purpose, title, account_id,
      opened_at, granted_points, households_helped, rests_points, people_counted, partners_counted)
    SELECT '{POOL}', id, district_id, 'general', '公益池', '{POOL}', now(), 0, 0, 0, 0, 0
    FROM places WHERE id = $community ON CONFLICT DO NOTHING""",
    f"""
    INSERT INTO charity_donations (id, pool_id, district_id, donor_id, anonymous, amount_points,
      message, transfer_id, donated_at)
    SELECT uuidv7(), '{POOL}', district_id, person_id, n % 7 = 0, 5,
      CASE WHEN n % 3 = 0 THEN '给邻居' END, uuidv7(), at
    FROM planted""",
    f"""
    INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,
      credit_account_id, amount, reason, at)
    SELECT uuidv7(), 'points', p.district_id, '{OWNER_KEY}/' || n,
      '00000000-0000-7000-8000-00000000b002', a.id, 1, '巡查', p.at
    FROM planted p JOIN ledger_accounts a ON a.owner_key = 'card/$asker/' || p.district_id""",
)
QUESTIONS = (
    Question("volunteer sessions", "/volunteer-sessions", ASKERS[:1]),
    Question("volunteer sessions, waiting", "/volunteer-sessions?view=waiting", ASKERS[:1]),
    Question("volunteer sessions, mine", "/me/volunteer-sessions", ASKERS[:1]),
    Question("orders", "/redemptions", ASKERS),
    Question("orders, reserved", "/redemptions?state=reserved", ASKERS),
    Question("orders, mine", "/me/redemptions", ASKERS[:1]),
    Question("gifts to a pool", f"/charity/pools/{POOL}/donations", ASKERS[:1]),
    Question("gifts, mine", "/me/donations", ASKERS[:1]),
    Question("lines of a card", "/points/card/lines", ASKERS[:1]),
)


def main() -> None:
    """Seed, plant, ask, print."""
    lists = PlantedLists("points_lists", PLANT, QUESTIONS)
    report("积分清单 / lists of the points economy", planted(lists))


if __name__ == "__main__":
    main()
