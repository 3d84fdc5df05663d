"""Words DuckDB's and sqlglot's errors the way Snowflake words its own."""

import re
from dataclasses import dataclass

import duckdb
import sqlglot
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokens import TokenType


@dataclass(eq=False)
class SnowflakeError(Exception):
    code: str
    sql_state: str
    message: str
    line: int | None = None  # counted from 1
    position: int | None = None  # characters before the error on that line

    def answer(self, query_id: str | None = None) -> dict:
        data = {"internalError": False, "errorCode": self.code, "age": 0, "sqlState": self.sql_state, "queryId": query_id}
        if self.line is not None:
            data |= {"line": self.line, "pos": self.position, "type": "COMPILATION"}
        return {"data": data, "code": self.code, "message": self.message, "success": False, "headers": None}


CANCELED_CODE = "000604"

COMPILATION = "SQL compilation error:\n"
NOT_THERE = COMPILATION + "Object '{name}' does not exist or not authorized."
NO_SCHEMA = COMPILATION + "Object does not exist, or operation cannot be performed."
NUMERIC = r"(?:U?INT\d+|DECIMAL.*|DOUBLE|FLOAT)"
# (what DuckDB says, code, SQLSTATE, what Snowflake says)
KNOWN = [
    (r'Table with name "?(?P<name>[^" ]+)"? does not exist', "002003", "42S02", NOT_THERE),
    (r'No catalog \+ schema named "(?P<name>[^"]+)"', "002043", "02000", NO_SCHEMA),
    (r'(?:Table|View) with name "(?P<name>[^"]+)" already exists', "002002", "42710", COMPILATION + "Object '{name}' already exists."),
    (r"Function with name \"?(?P<name>[\w$]+)\"? does not exist", "002140", "42601", COMPILATION + "Unknown function {upper}"),
    (rf"Could not convert string ['\"](?P<name>.*)['\"] to {NUMERIC}", "100038", "22018", "Numeric value '{name}' is not recognized"),
    (r"Could not convert string '(?P<name>.*)' to BOOL", "100037", "22018", "Boolean value '{name}' is not recognized"),
    (r'invalid date field format: "(?P<name>.*?)"', "100040", "22007", "Date '{name}' is not recognized"),
    (r'invalid timestamp field format: "(?P<name>.*?)"', "100035", "22007", "Timestamp '{name}' is not recognized"),
    (r"NOT NULL constraint failed: (?P<name>\S+)", "100072", "22000", "NULL result in a non-nullable column"),
]
UNEXPECTED = re.compile(r'Parser Error: syntax error at or near "(?P<text>[^"]+)"')
MISSING_COLUMN = re.compile(r'(?:Referenced column|column named) "(?P<name>[^"]+)"')


def canceled() -> SnowflakeError:
    return SnowflakeError(CANCELED_CODE, "57014", "SQL execution canceled")


def not_there() -> SnowflakeError:
    return SnowflakeError("002043", "02000", NO_SCHEMA)


def no_warehouse() -> SnowflakeError:
    advice = "Select an active warehouse with the 'use warehouse' command."
    return SnowflakeError("000606", "57P03", f"No active warehouse selected in the current session.  {advice}\n")


def in_snowflake_words(error: Exception, sql: str) -> SnowflakeError:
    if isinstance(error, SnowflakeError):
        return error
    if isinstance(error, duckdb.InterruptException):
        return canceled()
    if isinstance(error, (ParseError, TokenError)):
        return syntax_error(error, sql)
    text = getattr(error, "raw_msg", None) or getattr(error, "msg", None) or str(error)
    if missing := MISSING_COLUMN.search(text):
        name = missing["name"]
        line, position = whereabouts(name, sql)
        message = f"SQL compilation error: error line {line} at position {position}\ninvalid identifier '{name}'"
        return SnowflakeError("000904", "42000", message, line, position)
    if found := UNEXPECTED.search(text):
        return unexpected(found["text"], *whereabouts(found["text"], sql))
    for pattern, code, sql_state, message in KNOWN:
        if found := re.search(pattern, text):
            name = found["name"]
            return SnowflakeError(code, sql_state, message.format(name=name, upper=name.upper()))
    number = getattr(error, "errno", None)
    code = f"{number:06d}" if isinstance(number, int) and number > 0 else "000002"
    return SnowflakeError(code, getattr(error, "sqlstate", None) or "0A000", text.split("\n\n")[0])


def syntax_error(error: ParseError | TokenError, sql: str) -> SnowflakeError:
    try:
        first = sqlglot.tokenize(sql, read="snowflake")[0]
    except (TokenError, IndexError):
        line = sql.count("\n") + 1
        position = len(sql) - (sql.rfind("\n") + 1)
        message = f"{COMPILATION}parse error line {line} at position {position} near '<EOF>'."
        return SnowflakeError("001003", "42000", message, line, position)
    if first.token_type == TokenType.VAR:  # not a statement at all
        return unexpected(first.text, *whereabouts(first.text, sql))
    detail = error.errors[0]
    highlight = detail["highlight"] or "<EOF>"
    return unexpected(highlight, detail["line"], max(0, detail["col"] - len(highlight)))


def unexpected(text: str, line: int, position: int) -> SnowflakeError:
    message = f"{COMPILATION}syntax error line {line} at position {position} unexpected '{text}'."
    return SnowflakeError("001003", "42000", message, line, position)


def whereabouts(name: str, sql: str) -> tuple[int, int]:
    """Line and position of a name in the statement as the user wrote it."""
    found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql, re.IGNORECASE)
    before = sql[: found.start()] if found else ""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)
