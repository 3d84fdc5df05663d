"""Reads statements the way Snowflake does: one at a time, split at semicolons, with values bound to them."""

import sqlglot
from fakesnow.converter import from_binding
from sqlglot import exp
from sqlglot.tokens import TokenType

from errors import unexpected

NO_STATEMENTS = (exp.Alias, exp.Column, exp.Binary, exp.Literal)


def parsed(sql: str) -> exp.Expression:
    statement = sqlglot.parse_one(sql, read="snowflake")
    if isinstance(statement, NO_STATEMENTS):  # sqlglot parses "foo bar" as foo AS bar
        raise unexpected(sql.split(None, 1)[0], 1, 0)
    return statement


def split_statements(sql: str) -> list[str]:
    """Cut a script at the semicolons outside strings and comments."""
    try:
        ends = [t.start for t in sqlglot.tokenize(sql, read="snowflake") if t.token_type == TokenType.SEMICOLON]
    except sqlglot.errors.TokenError:
        return [sql]
    cuts = [-1, *ends, len(sql)]
    parts = [sql[a + 1 : b].strip() for a, b in zip(cuts, cuts[1:])]
    return [part for part in parts if part and sqlglot.tokenize(part, read="snowflake")]


def bound_rows(bindings: dict | None) -> list[tuple | None]:
    """The values of each execution: one for plain bindings, many for an array binding."""
    if not bindings:
        return [None]
    listed = [bindings[str(i)] for i in range(1, len(bindings) + 1)]
    if not isinstance(listed[0]["value"], list):
        return [tuple(bound(b["type"], b["value"]) for b in listed)]
    return list(zip(*([bound(b["type"], value) for value in b["value"]] for b in listed)))


def bound(type_: str, value: str | None) -> object:
    if value is None:
        return None
    return float(value) if type_ == "REAL" else from_binding({"type": type_, "value": value})
