"""Queries and the account they run in: what all sessions share."""

import threading
import time
import uuid
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
from fakesnow.instance import FakeSnow

from errors import CANCELED_CODE, SnowflakeError
from objects import Objects

if TYPE_CHECKING:
    from session import Session

KEPT_RESULTS = 100
KEPT_BYTES = 1 << 30
# Statements about things DuckDB has no notion of: accepted, without effect.
IGNORED = [r"\s*(create|alter|drop)\s+(or\s+replace\s+)?user\b", r"\s*(grant|revoke)\b"]


@dataclass
class Query:
    sql: str
    session: "Session"
    request_id: str | None = None
    bindings: dict | None = None
    describe_only: bool = False
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    table: pa.Table | None = None
    columns: list[dict] = field(default_factory=list)
    type_id: int = 0
    children: list["Query"] = field(default_factory=list)
    running: bool = False
    canceled: threading.Event = field(default_factory=threading.Event)
    outcome: Future | None = None

    @property
    def error(self) -> SnowflakeError | None:
        return self.outcome.exception() if self.outcome and self.outcome.done() else None

    @property
    def status(self) -> str:
        if not self.outcome.done():
            return "RUNNING" if self.running else "QUEUED"  # behind another statement of its session
        if not self.error:
            return "SUCCESS"
        return "ABORTED" if self.error.code == CANCELED_CODE else "FAILED_WITH_ERROR"

    def cancel(self) -> None:
        self.canceled.set()
        while not self.outcome.done():  # DuckDB forgets an interrupt that comes between two steps
            if self.running:
                self.session.duck.interrupt()
            time.sleep(0.02)


class Account:
    """The databases all sessions share, and the results they may still ask for."""

    def __init__(self, database: str, schema: str):
        self.fakesnow = FakeSnow(nop_regexes=IGNORED)
        self.fakesnow.connect(database, schema)
        self.fakesnow.create_database_on_connect = self.fakesnow.create_schema_on_connect = False
        self.objects = Objects()
        self.declared: dict[str, dict[str, str]] = {}  # table -> column -> type DuckDB cannot tell
        self.queries: OrderedDict[str, Query] = OrderedDict()
        self.threads = ThreadPoolExecutor(max_workers=64)

    def start(self, query: Query) -> None:
        self.remember(query)
        query.outcome = self.threads.submit(query.session.run, query)

    def remember(self, query: Query) -> None:
        self.queries[query.id] = query
        kept_bytes = sum(q.table.nbytes for q in self.queries.values() if q.table)
        for old in list(self.queries.values()):
            if len(self.queries) <= KEPT_RESULTS and kept_bytes <= KEPT_BYTES:
                break
            if old.outcome and old.outcome.done():
                kept_bytes -= old.table.nbytes if old.table else 0
                del self.queries[old.id]
                self.fakesnow.results_cache.pop(old.id, None)

    def asked_before(self, request_id: str | None) -> Query | None:
        return next((q for q in self.queries.values() if request_id and q.request_id == request_id), None)
