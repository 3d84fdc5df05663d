"""Serves fakesnow over Snowflake's REST protocol, for drivers that read JSON results.

    python server.py --user fake --password snow --port 0

prints one line of JSON once it listens: {"url": "http://127.0.0.1:41234", "pid": 4711}
"""

import argparse
import asyncio
import json
import os
import secrets
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from credentials import Credentials
from errors import SnowflakeError
from query import Account, Query
from rowset import rowset
from session import Session
from statements import split_statements
from wire import body, in_progress, internal_error, named, packed_rows, success

Handler = Callable[[Request], Awaitable[Response]]

MASTER_SECONDS = 14400
INLINE_ROWS = 1000  # rows in the first answer; the rest goes into chunks
GONE = ("390111", "08001", "Session no longer exists. New login required to access the service.")
EXPIRED = ("390112", "08001", "Session token has expired. Re-authenticate to continue.")


@dataclass
class Hold:
    """Requests of a kind that wait, from the one behind the next `after` on, until a test lets them go."""

    after: int
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def passed(self) -> None:
        if self.after > 0:
            self.after -= 1
        else:
            await self.released.wait()


@dataclass
class Login:
    session: Session
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    master_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    expires: float = 0


class Server:
    def __init__(self, options: argparse.Namespace):
        self.options = options
        public_key = open(options.public_key, "rb").read() if options.public_key else None
        self.credentials = Credentials(options.user, options.password, set(options.token), public_key)
        self.account = Account(options.database, options.schema)
        self.logins: list[Login] = []
        self.chunk_key = secrets.token_urlsafe(32)
        self.counts: Counter[str] = Counter()  # requests by kind since the start, for tests that allow one login only
        self.holds: dict[str, Hold] = {}

    # Sessions

    async def login(self, request: Request) -> JSONResponse:
        data = (await body(request))["data"]
        try:
            self.credentials.check(data)
        except SnowflakeError:
            self.counts["login_refused"] += 1
            raise
        parameters = data.get("SESSION_PARAMETERS") or {}
        session = Session(self.account, self.options.user, dict(request.query_params), parameters)
        login = Login(session, expires=time.time() + self.options.session_seconds)
        self.logins.append(login)
        return success({
            "token": login.token, "masterToken": login.master_token,
            "validityInSeconds": self.options.session_seconds, "masterValidityInSeconds": MASTER_SECONDS,
            "displayUserName": self.options.user.upper(), "serverVersion": "9.0.0", "firstLogin": False,
            "sessionId": session.id, "parameters": named(session.parameters),
            "sessionInfo": {
                "databaseName": session.connection.database, "schemaName": session.connection.schema,
                "warehouseName": session.warehouse or None, "roleName": session.role,
            },
        })  # fmt: skip

    def login_of(self, request: Request) -> Login:
        token = request.headers.get("Authorization", "").removeprefix('Snowflake Token="').removesuffix('"')
        for login in self.logins:
            if secrets.compare_digest(login.token, token):
                if login.expires < time.time():
                    raise SnowflakeError(*EXPIRED)
                return login
        raise SnowflakeError(*GONE)

    async def renew(self, request: Request) -> JSONResponse:
        authorization = request.headers.get("Authorization", "")
        for login in self.logins:
            if f'"{login.master_token}"' in authorization:
                login.token = secrets.token_urlsafe(32)
                login.expires = time.time() + self.options.session_seconds
                return success({
                    "sessionToken": login.token, "validityInSecondsST": self.options.session_seconds,
                    "masterToken": login.master_token, "validityInSecondsMT": MASTER_SECONDS,
                    "sessionId": login.session.id,
                })  # fmt: skip
        raise SnowflakeError(*GONE)

    async def logout(self, request: Request) -> JSONResponse:
        login = self.login_of(request)
        self.logins.remove(login)
        await asyncio.to_thread(login.session.close)
        return success(None)

    async def heartbeat(self, request: Request) -> JSONResponse:
        self.login_of(request)
        return success(None)

    # Statements

    async def query(self, request: Request) -> JSONResponse:
        session = self.login_of(request).session
        asked = await body(request)
        sql = asked["sqlText"]
        request_id = request.query_params.get("requestId")
        if query := self.account.asked_before(request_id):  # the driver repeats a request whose answer got lost
            return await self.answer(query)
        query = Query(sql, session, request_id, asked.get("bindings"), bool(asked.get("describeOnly")))
        statements = split_statements(sql)
        parameters = session.parameters | (asked.get("parameters") or {})
        wanted = int(parameters.get("MULTI_STATEMENT_COUNT", 1))  # 0: any number
        if len(statements) != (wanted or len(statements)) and statements:
            message = f"Actual statement count {len(statements)} did not match the desired statement count {wanted}."
            raise SnowflakeError("000008", "0A000", message)
        if not statements:
            raise SnowflakeError("000900", "42601", "SQL compilation error:\nEmpty SQL statement.")
        if len(statements) > 1:
            query.children = [Query(part, session) for part in statements]
        self.account.start(query)
        if asked.get("asyncExec"):
            return in_progress(query, "333334")
        return await self.answer(query)

    async def answer(self, query: Query) -> JSONResponse:
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(query.outcome)), self.options.sync_seconds)
        except TimeoutError:
            return in_progress(query, "333333")
        except SnowflakeError as error:
            return JSONResponse(error.answer(query.id))
        return success(await asyncio.to_thread(self.result, query))

    def result(self, query: Query) -> dict:
        session, total = query.session, query.table.num_rows
        result = {
            "parameters": named(session.parameters), "rowtype": query.columns,
            "rowset": rowset(query.table, query.columns, 0, INLINE_ROWS), "total": total, "returned": total,
            "queryId": query.id, "databaseProvider": None, "numberOfBinds": len(query.bindings or {}), "arrayBindSupported": False,
            "finalDatabaseName": session.connection.database, "finalSchemaName": session.connection.schema,
            "finalWarehouseName": session.warehouse or None, "finalRoleName": session.role,
            "statementTypeId": query.type_id, "version": 1, "sqlState": None, "queryResultFormat": "json",
        }  # fmt: skip
        if query.children:
            result["resultIds"] = ",".join(child.id for child in query.children)
            result["resultTypes"] = ",".join(str(child.type_id) for child in query.children)
        if total > INLINE_ROWS:
            starts = range(INLINE_ROWS, total, self.options.chunk_rows)
            result |= {"qrmk": self.chunk_key, "chunks": [self.chunk_info(query, start) for start in starts]}
        return result

    def chunk_info(self, query: Query, start: int) -> dict:
        rows = min(self.options.chunk_rows, query.table.num_rows - start)
        size = query.table.nbytes * rows // query.table.num_rows  # an estimate: a chunk is made when asked for
        url = f"{self.url}/chunks/{query.id}/{start}"
        return {"url": url, "rowCount": rows, "uncompressedSize": size, "compressedSize": size // 4}

    def query_of(self, request: Request) -> Query:
        query = self.account.queries.get(request.path_params["id"])
        if not query:
            raise SnowflakeError("000709", "02000", f"Statement {request.path_params['id']} not found")
        return query

    async def fetch_result(self, request: Request) -> JSONResponse:
        self.login_of(request)
        return await self.answer(self.query_of(request))

    async def chunk(self, request: Request) -> Response:
        """Rows of a large result, made when asked for, as if read from cloud storage."""
        if request.headers.get("x-amz-server-side-encryption-customer-key") != self.chunk_key:
            return Response(status_code=403)
        query, start = self.query_of(request), request.path_params["start"]
        packed = await asyncio.to_thread(packed_rows, query, start, self.options.chunk_rows)
        return Response(packed, headers={"Content-Type": "binary/octet-stream", "Content-Encoding": "gzip"})

    async def abort(self, request: Request) -> JSONResponse:
        self.login_of(request)
        if "id" in request.path_params:
            query = self.query_of(request)
        else:  # the driver does not know the query's id yet
            query = self.account.asked_before((await body(request)).get("requestId"))
        if not query or query.outcome.done():
            raise SnowflakeError("000605", "02000", "Identified SQL statement is not currently executing.")
        await asyncio.to_thread(query.cancel)
        return success(None)

    async def monitor(self, request: Request) -> JSONResponse:
        self.login_of(request)
        query = self.account.queries.get(request.path_params["id"])
        if not query:
            return success({"queries": []})
        told = {"id": query.id, "status": query.status, "sqlText": query.sql, "sessionId": query.session.id}
        if error := query.error:
            told |= {"errorCode": error.code, "errorMessage": error.message}
        return success({"queries": [told]})

    async def counted(self, request: Request) -> JSONResponse:
        return JSONResponse(self.counts)

    async def hold(self, request: Request) -> JSONResponse:
        self.holds[request.path_params["kind"]] = Hold(int(request.query_params.get("after", 0)))
        return success(None)

    async def release(self, request: Request) -> JSONResponse:
        self.holds.pop(request.path_params["kind"]).released.set()
        return success(None)

    def counting(self, kind: str, handler: Handler) -> Handler:
        async def counted(request: Request) -> Response:
            self.counts[kind] += 1
            if hold := self.holds.get(kind):
                await hold.passed()
            return await handler(request)

        return counted

    async def ignore(self, request: Request) -> JSONResponse:
        return success(None)

    def app(self) -> Starlette:
        routes = [
            ("POST", "/session/v1/login-request", "login", self.login),
            ("POST", "/session/token-request", "renew", self.renew),
            ("POST", "/session/heartbeat", "heartbeat", self.heartbeat),
            ("POST", "/session", "logout", self.logout),
            ("POST", "/queries/v1/query-request", "query", self.query),
            ("POST", "/queries/v1/abort-request", "abort", self.abort),
            ("POST", "/queries/{id}/abort-request", "abort", self.abort),
            ("GET", "/queries/{id}/result", "result", self.fetch_result),
            ("GET", "/monitoring/queries/{id}", "monitor", self.monitor),
            ("GET", "/chunks/{id}/{start:int}", "chunk", self.chunk),
            ("POST", "/telemetry/send", "telemetry", self.ignore),
        ]
        served = [Route(path, self.counting(kind, handler), methods=[method]) for method, path, kind, handler in routes]
        own = [
            Route("/test/counts", self.counted),
            Route("/test/hold/{kind}", self.hold, methods=["POST"]),
            Route("/test/release/{kind}", self.release, methods=["POST"]),
        ]
        # Never an HTTP 500: the driver would repeat the statement up to a thousand times.
        handlers = {SnowflakeError: lambda _, error: JSONResponse(error.answer()), Exception: internal_error}
        return Starlette(routes=[*served, *own], exception_handlers=handlers)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--user", default="fake")
    parser.add_argument("--password", default="snow")
    parser.add_argument("--token", action="append", default=[], help="an accepted OAuth or programmatic access token; may be repeated")
    parser.add_argument("--public-key", help="PEM file of the user's public key, for key-pair logins")
    parser.add_argument("--database", default="DEMO", help="made at the start, with --schema")
    parser.add_argument("--schema", default="PUBLIC")
    parser.add_argument("--chunk-rows", type=int, default=10000)
    parser.add_argument("--sync-seconds", type=float, default=45, help="a statement that runs longer is answered 'in progress'")
    parser.add_argument("--session-seconds", type=float, default=3600, help="validity of a session token before it must be renewed")
    return parser.parse_args()


def main() -> None:
    options = parse_options()
    # The protocol is named because asyncio turns Nagle's delay off (40 ms an answer) only for sockets that name it.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", options.port))
    listener.listen()
    server = Server(options)
    server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    print(json.dumps({"url": server.url, "pid": os.getpid()}), flush=True)
    uvicorn.Server(uvicorn.Config(server.app(), log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
