"""Tickets by the hundred thousand over a district's tree, in the shape that the services give them.

They were filed over three years; six in a hundred are open, most of these among the newest. The
indexes are made when the rows are there, and no trigger or key is asked: what these do to a row is
done here, and what they cost is measured by `cost_of_writing`.
"""

from typing import Any

from benchmarks.plans import connect

CHUNK = 250_000
TABLES = ("workflow_cases", "tickets", "ticket_words", "ticket_spots")
MOST_SPOTS = 200_000
"""Of the newest tickets, also of those that ended: more than a district ever has open."""
KINDS = (
    *("垃圾没有清运", "路灯不亮", "井盖松动", "电梯停运", "噪音太大", "消防通道被占", "树枝压线"),
    *("停车位被占", "楼道堆放杂物", "墙皮脱落", "下水道堵塞", "健身器材损坏", "门禁失灵"),
    *("油烟扰民", "遛狗不牵绳", "飞线充电", "宣传栏破损", "水压不足", "燃气味很重", "信箱锁坏"),
    *("邻居装修", "地砖松动", "车棚漏雨", "充电桩故障", "物业收费不清", "老人需要陪诊"),
    *("广场舞声音大", "窨井冒水", "围墙开裂", "草坪枯死", "对讲机没有声音", "快递柜占道"),
)
WHERE = (
    *("一单元门口", "二单元三楼", "三单元顶楼", "东门岗亭旁", "西门路口", "地下车库入口"),
    *("儿童乐园", "北侧围墙", "中庭花园", "底楼商铺后", "配电房旁", "六栋电梯厅", "非机动车棚"),
    *("南门公交站", "活动中心", "楼顶天台", "消防水池边", "四栋架空层", "快递点", "菜市场口"),
)
HOW = (
    *("已经一个多星期", "昨天晚上开始", "多次反映没有结果", "影响老人出行", "孩子差点摔倒"),
    *("请尽快处理", "希望有人来看看", "物业说不归他们管", "早晚高峰特别严重", "下雨天更厉害"),
    *("麻烦安排人员", "邻居们意见很大", "之前修过又坏了", "没有人管", "存在安全隐患", "谢谢"),
)
LOTS = """
CREATE TEMP TABLE lots AS
SELECT row_number() OVER (ORDER BY r.id) - 1 AS place, r.city_id, r.district_id, r.subdistrict_id,
  r.community_id, r.compound_id, r.building_id, r.general_grid_id, r.micro_grid_id, r.place_id,
  r.person_id, w.person_id AS worker_id
FROM residencies r
JOIN LATERAL (
  SELECT p.person_id FROM postings p
  WHERE p.grid_id = r.micro_grid_id AND p.role = 'micro_grid_worker' AND p.ended_at IS NULL LIMIT 1
) w ON true
ORDER BY r.id LIMIT 40000"""
# Number 1 is the newest. Texts speak of 小区 in every second ticket, of 漏水 in three of a hundred,
# of 白蚁 in one of ten thousand.
ROWS = """
CREATE TEMP TABLE spots AS
SELECT n, gen_random_uuid() AS case_id, lot.*,
  now() - interval '1 minute' - (n + random()) * interval '1095 days' / $3::float8 AS made_at,
  CASE WHEN random() < CASE WHEN n < $3::float8 * 0.07 THEN 0.7 ELSE 0.012 END THEN
      ('{submitted,submitted,accepted,resolving,resolving}'::text[])[1 + floor(random() * 5)]
    WHEN n < $3::float8 * 0.1 THEN ('{settled,rated,archived}'::text[])[1 + floor(random() * 3)]
    WHEN random() < 0.92 THEN 'archived'
    ELSE ('{merged,declined,withdrawn}'::text[])[1 + floor(random() * 3)] END AS state,
  (SELECT array_agg(code ORDER BY position) FROM ticket_services)
    [1 + floor(random() ^ 2 * (SELECT count(*) FROM ticket_services))] AS service_code,
  ($4::text[])[1 + floor(random() * cardinality($4::text[]))]
    || CASE WHEN n % 2 = 0 THEN '，小区' ELSE '，' END
    || ($5::text[])[1 + floor(random() * cardinality($5::text[]))] || '，'
    || ($6::text[])[1 + floor(random() * cardinality($6::text[]))]
    || CASE WHEN random() < 0.03 THEN '，厨房漏水' WHEN random() < 0.0001 THEN '，有白蚁'
      ELSE '' END AS said
FROM generate_series($1::bigint, $2::bigint) n
JOIN lots lot ON lot.place = n * 7919 % (SELECT count(*) FROM lots)"""
CASES = """
INSERT INTO workflow_cases (id, flow, state, steps_taken, district_id, opened_at, changed_at)
SELECT case_id, 'ticket', state, 1, district_id, made_at, made_at FROM spots ORDER BY n DESC"""
TICKETS = """
INSERT INTO tickets (id, number, city_id, district_id, subdistrict_id, community_id, compound_id,
  building_id, general_grid_id, micro_grid_id, place_id, made_grid_id, service_code, text, private,
  reporter_id, assignee_id, source_kind, case_id, state, due_at, ended_at, created_at)
SELECT uuidv7(made_at - now()), shequ_ticket_number(made_at, (n % 1000000)::integer), city_id,
  district_id, subdistrict_id, community_id, compound_id, building_id, general_grid_id,
  micro_grid_id, place_id, micro_grid_id, service_code, said, random() < 0.1, person_id,
  CASE WHEN state NOT IN ('submitted', 'accepted', 'declined') THEN worker_id END, 'mini_program',
  case_id, state,
  CASE WHEN state IN ('submitted', 'accepted', 'resolving') AND random() < 0.85
    THEN now() + (random() * 10 - 2) * interval '1 day' END,
  CASE WHEN state NOT IN ('submitted', 'accepted', 'resolving') THEN made_at END, made_at
FROM spots ORDER BY n DESC"""
COPIES = """
INSERT INTO ticket_words (ticket_id, city_id, district_id, subdistrict_id, community_id,
  compound_id, building_id, general_grid_id, micro_grid_id, created_at, words)
SELECT id, city_id, district_id, subdistrict_id, community_id, compound_id, building_id,
  general_grid_id, micro_grid_id, created_at, shequ_search_plain(text)
FROM tickets ORDER BY created_at"""
SPOTS = """
INSERT INTO ticket_spots (ticket_id, district_id, service_code, longitude, latitude, pairs)
SELECT t.id, t.district_id, t.service_code, p.longitude + random() * 0.001,
  p.latitude + random() * 0.001,
  ARRAY(SELECT substr(w.words, i, 2) FROM generate_series(1, length(w.words) - 1) AS i)
FROM tickets t
JOIN ticket_words w ON w.ticket_id = t.id
JOIN places p ON p.id = t.compound_id AND p.longitude IS NOT NULL
WHERE NOT t.private ORDER BY t.created_at DESC LIMIT $1"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1)
  AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY 1"""


async def plant(url: str, many: int) -> None:
    """So many tickets, and no others, vacuumed and analyzed; `url` is a superuser's."""
    connection = await connect(url)
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
            await connection.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
            indexes = await connection.fetch(INDEXES, list(TABLES))
            for index in indexes:
                await connection.execute(f'DROP INDEX "{index["indexname"]}"')
            await connection.execute(LOTS)
            for first in range(0, many, CHUNK):
                await _chunk(connection, many - min(many, first + CHUNK), many - first, many)
            await connection.execute(COPIES)
            await connection.execute(SPOTS, MOST_SPOTS)
            for index in indexes:
                await connection.execute(index["indexdef"])
        for table in TABLES:
            await connection.execute(f"VACUUM (ANALYZE) {table}")
    finally:
        await connection.close()


async def _chunk(connection: Any, above: int, last: int, many: int) -> None:
    """The oldest first: they lie in the order in which they came."""
    parts = [list(each) for each in (KINDS, WHERE, HOW)]
    await connection.execute("SELECT setseed(0.5)")
    await connection.execute(ROWS, above + 1, last, float(many), *parts)
    await connection.execute(CASES)
    await connection.execute(TICKETS)
    await connection.execute("DROP TABLE spots")
