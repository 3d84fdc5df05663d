"""A Snowflake session over a fakesnow connection: runs statements and keeps their results."""

import json
import logging
import re
import threading
import uuid
import warnings
from concurrent.futures import Future

import pyarrow as pa
from fakesnow import transforms
from fakesnow.statement_type import DML_TYPE_IDS, statement_type_id
from sqlglot import exp

from errors import canceled, in_snowflake_words, no_warehouse
from objects import DEFAULT_ROLE, plain_name
from own_answers import DEFAULT_PARAMETERS, OWN_ANSWERS
from query import IGNORED, Account, Query
from rowset import EXACT_TYPES, rowtype, sharpen
from statements import bound_rows, parsed

MULTI_STATEMENT = 0xA000

warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")
logging.getLogger("sqlglot").setLevel(logging.ERROR)


def keep_number_38(expression: exp.Expression) -> exp.Expression:
    """fakesnow turns NUMBER(38,0) into BIGINT, which has room for 18 digits only."""
    if isinstance(expression, exp.DataType) and expression.this == exp.DataType.Type.DECIMAL:
        return expression if expression.expressions else exp.DataType.build("DECIMAL(38,0)")
    return number_to_bigint(expression)


number_to_bigint = transforms.integer_precision
transforms.integer_precision = keep_number_38


class Session:
    def __init__(self, account: Account, user: str, chosen: dict, parameters: dict):
        """`chosen` is what the login names: warehouse, databaseName, schemaName, roleName; unknown ones are dropped."""
        self.account = account
        self.id = uuid.uuid4().int >> 80
        database, schema = (plain_name(chosen.get(key) or "") for key in ("databaseName", "schemaName"))
        self.connection = account.fakesnow.connect(database or None, schema or (database and "PUBLIC") or None)
        if not self.connection.database_set:  # Snowflake lets one log in with a database that is not there
            self.connection.database = None
        if not self.connection.schema_set:
            self.connection._schema = None
        self.duck = self.connection._duck_conn
        self.lock = threading.Lock()  # one statement at a time per DuckDB connection
        self.user = user
        self.warehouse = account.objects.known("WAREHOUSE", chosen.get("warehouse"))
        self.role = account.objects.known("ROLE", chosen.get("roleName") or DEFAULT_ROLE)
        self.parameters = DEFAULT_PARAMETERS | parameters
        self.last_query_id = ""
        self.define_context_functions()

    def define_context_functions(self) -> None:
        values = {
            "current_user": self.user.upper(), "current_role": self.role, "current_warehouse": self.warehouse,
            "current_account": "FAKESNOW", "current_region": "LOCAL", "current_session": str(self.id),
            "current_available_roles": json.dumps(list(self.account.objects.roles)), "current_client": "smallex",
            "current_account_name": "FAKESNOW", "current_organization_name": "SMALLEX", "system$version": "0.12.1",
            "current_secondary_roles": '{"roles":"","value":""}', "current_ip_address": "127.0.0.1",
            "current_database": self.connection.database, "current_schema": self.connection.schema,
        }  # fmt: skip
        for name, value in values.items():
            literal = exp.Literal.string(value).sql() if value else "null"
            self.duck.execute(f'create or replace temp macro "{name}"() as {literal}')

    def close(self) -> None:
        for query in list(self.account.queries.values()):
            if query.session is self and not query.outcome.done():
                query.cancel()
        self.connection.close()

    def run(self, query: Query) -> None:
        while not self.lock.acquire(timeout=0.02):  # queued behind another one, and can be cancelled there
            if query.canceled.is_set():
                raise canceled()
        query.running = True
        try:
            if query.canceled.is_set():
                raise canceled()
            if query.children:
                self.run_children(query)
            else:
                self.run_one(query)
        except Exception as error:
            raise in_snowflake_words(error, query.sql) from error
        finally:
            query.running = False
            self.last_query_id = query.id
            self.lock.release()

    def run_children(self, parent: Query) -> None:
        for child in parent.children:
            child.outcome = Future()
            child.canceled = parent.canceled
            self.account.remember(child)
            try:
                if parent.canceled.is_set():
                    raise canceled()
                self.run_one(child)
                child.outcome.set_result(None)
            except Exception as error:
                child.outcome.set_exception(in_snowflake_words(error, child.sql))
                raise
        parent.type_id = MULTI_STATEMENT
        self.answer_rows(parent, {"multiple statement execution": ["Multiple statements executed successfully."]})

    def run_one(self, query: Query) -> None:
        sql = re.sub(r"\blast_query_id\s*\(\s*\)", f"'{self.last_query_id}'", query.sql.strip().rstrip(";"), flags=re.I)
        sql = re.sub(r"^start\s+transaction\b", "begin", sql, flags=re.I)
        without_comment = re.sub(r"(?:\s*/\*.*?\*/)+$", "", sql, flags=re.S)  # smallex signs its own statements
        for pattern, answer in OWN_ANSWERS:
            if found := re.fullmatch(pattern, without_comment, re.I | re.S):
                return answer(self, query, found)
        if any(re.match(pattern, sql, re.I) for pattern in IGNORED):
            return self.execute(query, sql, exp.Command(this="IGNORED"))
        statement = parsed(sql)
        query.type_id = statement_type_id(statement)
        self.need_warehouse(statement)
        if query.describe_only:
            described = self.connection.cursor()._describe_only(sql)
            query.columns = rowtype([(name, type_) for name, type_, *_ in described or [("status", "VARCHAR")]])
            query.table = pa.table({str(i): [] for i in range(len(query.columns))})
            return
        self.execute(query, sql, statement)
        self.follow(statement)
        if isinstance(statement, (exp.Use, exp.Create)):
            self.define_context_functions()

    def execute(self, query: Query, sql: str, statement: exp.Expression) -> None:
        cursor = self.connection.cursor()
        counts = []
        for values in bound_rows(query.bindings):
            if query.canceled.is_set():
                raise canceled()
            cursor.execute(sql, binding_params=values, server=True)
            counts.append(cursor._arrow_table)
        query.table = cursor._arrow_table
        names_and_types = [(name, str(type_)) for name, type_, *_ in self.duck.description or []]
        scanned = self.account.queries.get(cursor.sfqid)  # RESULT_SCAN hands back an earlier result
        query.columns = scanned.columns if scanned else rowtype(names_and_types)
        sharpen(query.columns, statement, self.declared_in(statement))
        if len(counts) > 1 and query.type_id in DML_TYPE_IDS:
            totals = [sum(int(t.column(i)[0].as_py()) for t in counts) for i in range(query.table.num_columns)]
            query.table = pa.table([[total] for total in totals], names=[str(i) for i in range(len(totals))])
        results = self.account.fakesnow.results_cache
        results[query.id] = results[cursor.sfqid] if scanned else results.pop(cursor.sfqid)

    def follow(self, statement: exp.Expression) -> None:
        """What Snowflake does besides: a new or chosen database opens its PUBLIC schema."""
        kind = str(statement.args.get("kind") or "").upper()
        if isinstance(statement, exp.Create) and kind == "DATABASE":
            self.connection.cursor().execute(f"create schema if not exists {statement.this.sql()}.PUBLIC")
        elif isinstance(statement, exp.Use) and kind == "DATABASE":
            self.connection._schema = None
            if "PUBLIC" in self.schemas(self.connection.database):
                self.connection.cursor().execute(f"use schema {self.connection.database}.PUBLIC")
        elif isinstance(statement, exp.Create) and kind == "TABLE":
            self.account.declared[self.full_name(statement.find(exp.Table))] = {
                column.name.upper(): EXACT_TYPES[column.kind.this]
                for column in statement.find_all(exp.ColumnDef)
                if column.kind and column.kind.this in EXACT_TYPES
            }

    def need_warehouse(self, statement: exp.Expression) -> None:
        """Snowflake answers constants and metadata without a warehouse, but never reads or writes a table."""
        if not isinstance(statement, (exp.Query, exp.DML)):
            return
        defined = {cte.alias.upper() for cte in statement.find_all(exp.CTE)}
        tables = [table for table in statement.find_all(exp.Table) if isinstance(table.this, exp.Identifier)]
        if all(table.db.upper() == "INFORMATION_SCHEMA" or table.name.upper() in defined for table in tables):
            return
        if not self.warehouse:
            raise no_warehouse()
        self.account.objects.wake(self.warehouse)

    def schemas(self, database: str) -> set[str]:
        found = self.duck.execute("select schema_name from information_schema.schemata where catalog_name = ?", [database])
        return {name for (name,) in found.fetchall()}

    def full_name(self, table: exp.Table) -> str:
        return f"{table.catalog or self.connection.database}.{table.db or self.connection.schema}.{table.name}".upper()

    def declared_in(self, statement: exp.Expression) -> dict[str, str]:
        exact: dict[str, str] = {}
        for table in statement.find_all(exp.Table):
            exact |= self.account.declared.get(self.full_name(table), {})
        return exact

    def answer_rows(self, query: Query, columns: dict[str, list]) -> None:
        query.columns = rowtype([(name, "VARCHAR") for name in columns])
        query.table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
