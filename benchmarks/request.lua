-- One hot path for wrk. Ids are UUIDv7-shaped: thread, start and count make them unique.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

local path = [[@PATH@]]
local body = [[@BODY@]]
local headers = {
  ["Authorization"] = "Bearer @TOKEN@",
  ["Content-Type"] = "application/json",
}
local count = 0
local start = nil

local function fresh()
  if start == nil then
    math.randomseed(os.time() * 10 + number)
    start = math.random(0, 0xffffff)
  end
  count = count + 1
  return string.format("019a%04x-%04x-7%03x-8%03x-%06x%06x",
    math.random(0, 0xffff), math.random(0, 0xffff), math.random(0, 0xfff), number, start, count)
end

function request()
  local target = path:gsub("{id}", fresh)
  if body == "" then
    return wrk.format("@METHOD@", target, headers)
  end
  return wrk.format("@METHOD@", target, headers, body)
end
