-- A morning for wrk: as many photos as a submission has, then the submission. The photos of a run are
-- files of their own bytes; a comment in each makes it one that was never sent before.
local thread_number = 0
function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

local body = [[@BODY@]]
local photos, each = @PHOTOS@, @EACH@
local boundary = "a-morning-photo"
local authorization = "Bearer @TOKEN@"
local pictures = nil
local count, turn = 0, 0

local function fresh()
  count = count + 1
  return string.format("019a%04x-%04x-7%03x-8%03x-%06x%06x", math.random(0, 0xffff),
    math.random(0, 0xffff), math.random(0, 0xfff), number, math.random(0, 0xffffff), count)
end

local function load()
  math.randomseed(os.time() * 10 + number)
  pictures = {}
  for index = 1, photos do
    local file = io.open("@FOLDER@/" .. index .. ".jpg", "rb")
    pictures[index] = file:read("*a")
    file:close()
  end
end

local function photo()
  local picture = pictures[math.random(1, photos)]
  local comment = fresh()
  -- After the first marker (SOI): COM, its length, the words.
  local marked = picture:sub(1, 2) .. "\255\254" .. string.char(0, #comment + 2) .. comment
    .. picture:sub(3)
  local form = "--" .. boundary .. "\r\n"
    .. 'Content-Disposition: form-data; name="file"; filename="photo.jpg"\r\n'
    .. "Content-Type: image/jpeg\r\n\r\n" .. marked .. "\r\n--" .. boundary .. "--\r\n"
  local headers = {
    ["Authorization"] = authorization,
    ["Content-Type"] = "multipart/form-data; boundary=" .. boundary,
  }
  return wrk.format("POST", "/api/v1/files", headers, form)
end

function request()
  if pictures == nil then load() end
  turn = turn + 1
  if turn % (each + 1) ~= 0 then return photo() end
  local headers = {
    ["Authorization"] = authorization,
    ["Content-Type"] = "application/json",
  }
  return wrk.format("PUT", "/api/v1/inspections/" .. fresh(), headers, body)
end
