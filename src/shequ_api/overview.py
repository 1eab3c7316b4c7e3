"""The first page of the OpenAPI document: what holds for every operation."""

DESCRIPTION = """社区治理后端：居民扫码下单、网格员巡查填报、人房信息、积分与公益池。

## Who asks

Sign in with `POST /auth/wechat-logins` (the code of `wx.login`) and send the access token as
`Authorization: Bearer …`. When it is refused with 401, fetch the next pair by
`POST /auth/refreshes`; each refresh token is good once.

One person may hold several postings (网格员、社区工作者…). The header `X-Acting-Posting` says under
which one a request is made: the id of one of `GET /me` → `postings`, or `self` for what a resident
does. It may be left out where there is only one; a person with several then asks as a resident.
Rights change at once, so a client asks `GET /me` again when it is told 403 `permission_missing`;
that answer names the posting under which it would be allowed.

`x-permission` of each operation says which right it needs, from which identity level on (`account`
< `phone` < `dwelling` < `document` < `counter`), and how its row is found. What is not in view is
answered 404, as if it were not there.

To act for somebody else (an old neighbour who gave a mandate, `POST /me/mandates`), send the
mandate's id as `X-On-Behalf-Of`. Operations with `on_behalf` take it, every other one refuses it
with 403 `not_on_behalf` rather than act for whoever is signed in. Both persons are recorded.

## What is sent and answered

Only GET, POST, PUT and DELETE. Unknown fields and unknown query parameters are refused with 422, so
that a slip in a filter's name never shows more than was asked for. Times carry +08:00; a field that
ends in `_on` is a day in China, one in `_at` an instant. Money is integer fen, points are integers.
Ids are UUIDs; of records made offline, the client's own.

Lists that may grow long are pages: `items`, and `next_cursor` to send back as `cursor`, in the
query of a POST too, with all else the same, until it is null. Short ones come whole.

A POST that lists `Idempotency-Key` takes one (any text of the client's making, one for each
intended effect): when an answer is lost, the same request with the same key is answered again and
done once. Where it is required, a POST without one is refused; signing in, and a POST that only
reads, take none. A record that brings its own id is sent by PUT, which may be repeated as it is.

Files come first and are named by records afterwards: photos (`POST /files`), spoken messages
(`POST /voices`) and PDFs (`POST /documents`), each by `wx.uploadFile`. What no record names is
deleted after 90 days. A `url` is good for at least twenty minutes; ask the record for another.

`dry_run: true`, where it is offered, does everything, answers what came of it, and takes it back.

Long work is ordered and looked at: `POST /register/imports` answers at once with `state:
received`; ask `GET /register/imports/{import_id}` every second or two until it is `checked` (or
`failed`, and `problem` says why), then order `…/application`, and ask again until it is `applied`
or `failed`.

## Refusals

Errors are RFC 9457 problem documents: a stable `code` to program against, a Chinese `title` and
`detail` to show, `errors` with JSON pointers, `request_id` to tell us. Each operation lists the
codes that it may answer; treat one that you do not know by its status. After 503, 429, and 409
`idempotency_in_progress`, wait as `Retry-After` says and send the same again.

Any request may besides be refused at the door, in the same shape: 400 (host or length), 408 (too
slow), 413, 431 (too large), 500 (our fault).
"""
