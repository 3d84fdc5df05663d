"""How requests and answers are written on the wire."""

import gzip
import json

from starlette.requests import Request
from starlette.responses import JSONResponse

from errors import SnowflakeError
from query import Query
from rowset import rowset


async def body(request: Request) -> dict:
    raw = await request.body()
    return json.loads(gzip.decompress(raw) if request.headers.get("Content-Encoding") == "gzip" else raw or b"{}")


def packed_rows(query: Query, start: int, count: int) -> bytes:
    text = json.dumps(rowset(query.table, query.columns, start, count), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text[1:-1].encode(), compresslevel=1)  # a chunk is the rows without the outer brackets


def named(parameters: dict) -> list[dict]:
    return [{"name": name, "value": value} for name, value in parameters.items()]


def internal_error(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse(SnowflakeError("000603", "XX000", f"SQL execution internal error: {error}").answer())


def success(data: dict | None) -> JSONResponse:
    return JSONResponse({"data": data, "code": None, "message": None, "success": True})


def in_progress(query: Query, code: str) -> JSONResponse:
    data = {"queryId": query.id, "getResultUrl": f"/queries/{query.id}/result", "queryAbortsAfterSecs": 300, "progressDesc": None}
    return JSONResponse({"data": data, "code": code, "message": "Query execution in progress.", "success": True})
