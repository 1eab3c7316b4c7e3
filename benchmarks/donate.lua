-- Gifts of one point for wrk: donors in turn, each with a key of its own, into the pools in turn.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

local tokens, pools = {@TOKENS@}, {@POOLS@}
local count, start = 0, nil

function request()
  if start == nil then
    math.randomseed(os.time() * 10 + number)
    start = string.format("%08x%08x", math.random(0, 0x7fffffff), math.random(0, 0x7fffffff))
    count = number * 31
  end
  count = count + 1
  local headers = {
    ["Authorization"] = "Bearer " .. tokens[count % #tokens + 1],
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = start .. "-" .. number .. "-" .. count,
  }
  local body = '{"pool_id":"' .. pools[count % #pools + 1] .. '","amount_points":1}'
  return wrk.format("POST", "/api/v1/charity/donations", headers, body)
end
