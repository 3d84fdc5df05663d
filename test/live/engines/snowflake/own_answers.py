"""Statements that fakesnow fails or answers emptily and that this server answers itself."""

import json
import re
from typing import TYPE_CHECKING

from sqlglot import exp

from errors import SnowflakeError, canceled
from objects import DEFAULT_ROLE
from query import Query
from statements import parsed

if TYPE_CHECKING:
    from session import Session

SESSION_CONTROL = 0x4000
DEFINITION = 0x6000
DONE = "Statement executed successfully."
NAME = r'(?P<name>"(?:[^"]|"")+"|[\w$]+)'
LIKE = r"(?:\s+like\s+'(?P<like>[^']*)')?\s*"
SHOW_NOTHING = (
    r"show\s+(terse\s+)?(streams|tasks|pipes|tags|(\w+\s+)?integrations|shares|secrets|alerts|transactions|locks|grants"
    r"|(dynamic|external|iceberg|event)\s+tables|materialized\s+views)\b.*"
)
DEFAULT_PARAMETERS = {
    "AUTOCOMMIT": True,
    "BINARY_OUTPUT_FORMAT": "HEX",
    "CLIENT_RESULT_CHUNK_SIZE": 160,
    "CLIENT_SESSION_KEEP_ALIVE": False,
    "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY": 3600,
    "CLIENT_STAGE_ARRAY_BINDING_THRESHOLD": 65280,
    "DATE_OUTPUT_FORMAT": "YYYY-MM-DD",
    "JS_TREAT_INTEGER_AS_BIGINT": False,
    "QUERY_CONTEXT_CACHE_SIZE": 5,
    "TIME_OUTPUT_FORMAT": "HH24:MI:SS",
    "TIMESTAMP_LTZ_OUTPUT_FORMAT": "",
    "TIMESTAMP_NTZ_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3",
    "TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
    "TIMESTAMP_TZ_OUTPUT_FORMAT": "",
    "TIMEZONE": "Etc/UTC",
}


def set_parameters(session: "Session", query: Query, found: re.Match) -> None:
    for name, value in re.findall(r"(\w+)\s*=\s*('(?:[^']|'')*'|[\w.+-]+)", found["settings"]):
        plain = value.strip("'").replace("''", "'")
        typed = {"TRUE": True, "FALSE": False}.get(plain.upper(), plain)
        if name.upper() == "TIMEZONE":
            session.duck.execute(f"set TimeZone = '{plain}'")
        if name.upper() == "AUTOCOMMIT":
            session.connection.autocommit(typed)
        session.parameters[name.upper()] = int(plain) if plain.isdigit() else typed
    session.answer_rows(query, {"status": [DONE]})


def unset_parameters(session: "Session", query: Query, found: re.Match) -> None:
    for name in re.findall(r"\w+", found["names"].upper()):
        session.parameters.pop(name, None)
        if name in DEFAULT_PARAMETERS:
            session.parameters[name] = DEFAULT_PARAMETERS[name]
    session.answer_rows(query, {"status": [DONE]})


def wait(session: "Session", query: Query, found: re.Match) -> None:
    amount, unit = int(found["amount"]), (found["unit"] or "SECONDS").upper()
    if query.canceled.wait(amount * {"MILLISECONDS": 0.001, "SECONDS": 1, "MINUTES": 60}[unit]):
        raise canceled()
    session.answer_rows(query, {query.sql.split(None, 1)[1].upper(): [f"waited {amount} {unit.lower()}"]})


def use_object(session: "Session", query: Query, found: re.Match) -> None:
    setattr(session, found["kind"].lower(), session.account.objects.must_know(found["kind"], found["name"]))
    session.define_context_functions()
    done(session, query, SESSION_CONTROL)


def use_secondary_roles(session: "Session", query: Query, found: re.Match) -> None:
    done(session, query, SESSION_CONTROL)


def create_object(session: "Session", query: Query, found: re.Match) -> None:
    kind, objects = found["kind"], session.account.objects
    there = objects.known(kind, found["name"])
    if there and found["careful"]:
        return done(session, query, DEFINITION, f"{there} already exists, statement succeeded.")
    if there and not found["replace"]:
        raise SnowflakeError("002002", "42710", f"SQL compilation error:\nObject '{there}' already exists.")
    name = objects.create(kind, found["name"], found["settings"])
    if kind.upper() == "WAREHOUSE":  # Snowflake uses a new warehouse at once
        session.warehouse = name
    session.define_context_functions()
    done(session, query, DEFINITION, f"{kind.capitalize()} {name} successfully created.")


def drop_object(session: "Session", query: Query, found: re.Match) -> None:
    kind, objects = found["kind"], session.account.objects
    if found["careful"] and not objects.known(kind, found["name"]):
        return done(session, query, DEFINITION, "Drop statement executed successfully.")
    name = objects.must_know(kind, found["name"])
    del objects.of_kind(kind)[name]
    if getattr(session, kind.lower()) == name:
        setattr(session, kind.lower(), None)
    session.define_context_functions()
    done(session, query, DEFINITION, f"{name} successfully dropped.")


def alter_object(session: "Session", query: Query, found: re.Match) -> None:
    objects = session.account.objects
    name = objects.must_know(found["kind"], found["name"])
    if state := {"RESUME": "STARTED", "SUSPEND": "SUSPENDED"}.get(found["change"].split()[0].upper()):
        objects.warehouses[name].state = state
    done(session, query, DEFINITION)


def show_warehouses(session: "Session", query: Query, found: re.Match) -> None:
    rows = [
        {
            "name": w.name, "state": w.state, "type": "STANDARD", "size": w.size, "running": "0", "queued": "0",
            "is_default": "N", "is_current": "Y" if w.name == session.warehouse else "N", "auto_suspend": "600",
            "auto_resume": "true", "created_on": "1970-01-01 00:00:00.000 +0000", "owner": "SYSADMIN", "comment": w.comment,
        }
        for w in session.account.objects.warehouses.values()
    ]  # fmt: skip
    show(session, query, rows, found["like"])


def show_roles(session: "Session", query: Query, found: re.Match) -> None:
    rows = [
        {
            "created_on": "1970-01-01 00:00:00.000 +0000", "name": name, "is_default": "Y" if name == DEFAULT_ROLE else "N",
            "is_current": "Y" if name == session.role else "N", "is_inherited": "N", "owner": "", "comment": comment,
        }
        for name, comment in session.account.objects.roles.items()
    ]  # fmt: skip
    show(session, query, rows, found["like"])


def show(session: "Session", query: Query, rows: list[dict], like: str | None) -> None:
    wanted = re.escape(like or "%").replace("%", ".*").replace("_", ".")
    shown = [row for row in rows if re.fullmatch(wanted, row["name"], re.I)]
    session.answer_rows(query, {column: [row[column] for row in shown] for column in rows[0]} if rows else {"name": []})


def done(session: "Session", query: Query, type_id: int, status: str = DONE) -> None:
    query.type_id = type_id
    session.answer_rows(query, {"status": [status]})


def show_nothing(session: "Session", query: Query, found: re.Match) -> None:
    session.answer_rows(query, {name: [] for name in ("created_on", "name", "database_name", "schema_name", "comment")})


def explain(session: "Session", query: Query, found: re.Match) -> None:
    cursor = session.connection.cursor()
    cursor.execute("explain " + found["statement"], server=True)
    plan = cursor._arrow_table.column(1)[0].as_py()
    session.answer_rows(query, {"content": [plan]})


def drop_database(session: "Session", query: Query, found: re.Match) -> None:
    name = found["name"].upper()
    if name == session.connection.database:
        session.duck.execute("set schema = 'memory.main'")
        session.connection.database = session.connection._schema = None
        session.connection.database_set = session.connection.schema_set = False
        session.define_context_functions()
    session.duck.execute(f"detach database {'if exists' if found['careful'] else ''} {name}")
    session.answer_rows(query, {"status": [f"{name} successfully dropped."]})


def get_ddl(session: "Session", query: Query, found: re.Match) -> None:
    kind, name = found["kind"].upper(), found["name"]
    cursor = session.connection.cursor()
    table = parsed(f"select * from {name}").find(exp.Table)
    cursor.execute(f"describe {kind} {name}", server=True)
    columns = [f"\t{c['name']} {c['type']}{'' if c['null?'] == 'Y' else ' NOT NULL'}" for c in cursor._arrow_table.to_pylist()]
    ddl = f"create or replace {kind} {table.name.upper()} (\n" + ",\n".join(columns) + "\n);"
    if kind == "VIEW":
        where = "database_name = ? and schema_name = ? and view_name = ?"
        names = session.full_name(table).split(".")
        (body,) = session.duck.execute(f"select sql from duckdb_views where {where}", names).fetchone()
        ddl = re.sub(r"^create view", "create or replace view", body, flags=re.I)
    session.answer_rows(query, {query.sql.split(None, 1)[1].upper(): [ddl]})


OWN_ANSWERS = [
    (r"alter\s+session\s+set\s+(?P<settings>.+)", set_parameters),
    (r"alter\s+session\s+unset\s+(?P<names>.+)", unset_parameters),
    (r"(?:select|call)\s+system\$wait\(\s*(?P<amount>\d+)\s*(?:,\s*'(?P<unit>\w+)')?\s*\)", wait),
    (rf"use\s+(?P<kind>warehouse|role)\s+{NAME}", use_object),
    (r"use\s+secondary\s+roles\s+\w+", use_secondary_roles),
    (
        rf"create\s+(?P<replace>or\s+replace\s+)?(?P<kind>warehouse|role)\s+(?P<careful>if\s+not\s+exists\s+)?{NAME}(?P<settings>\s.*)?",
        create_object,
    ),
    (rf"drop\s+(?P<kind>warehouse|role)\s+(?P<careful>if\s+exists\s+)?{NAME}", drop_object),
    (rf"alter\s+(?P<kind>warehouse|role)\s+(?:if\s+exists\s+)?{NAME}\s+(?P<change>.+)", alter_object),
    (rf"show\s+(?:terse\s+)?warehouses{LIKE}", show_warehouses),
    (rf"show\s+(?:terse\s+)?roles{LIKE}", show_roles),
    (SHOW_NOTHING, show_nothing),
    (r"explain\s+(?:using\s+\w+\s+)?(?P<statement>.+)", explain),
    (r"drop\s+database\s+(?P<careful>if\s+exists\s+)?(?P<name>\w+)", drop_database),
    (r"select\s+get_ddl\(\s*'(?P<kind>table|view)'\s*,\s*'(?P<name>[^']+)'.*\)", get_ddl),
]
