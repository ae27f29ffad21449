-- wrk: each request signs a new donor up; the number in the query says in the proxy's log which one it was.
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

local count = 0
function request()
  count = count + 1
  local name = id .. "-" .. count
  local body = '{"first_name":"Zoë","email":"wrk' .. name .. '@example.org","city":"Haarlem"}'
  return wrk.format("POST", "/api/donor/signup?n=" .. name, {["Content-Type"] = "application/json"}, body)
end

function delay()
  return 10
end
