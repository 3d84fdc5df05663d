"""Warehouses and roles: what the emulated engine has no notion of, kept beside it for all sessions."""

import re
from dataclasses import dataclass, field

from errors import not_there

KNOWN_ROLES = ("SYSADMIN", "PUBLIC", "ANALYST")
DEFAULT_ROLE = "SYSADMIN"


@dataclass
class Warehouse:
    name: str
    state: str = "SUSPENDED"  # or STARTED
    size: str = "X-Small"
    comment: str = ""


@dataclass
class Objects:
    """Objects that a login names without proof and USE must know."""

    warehouses: dict[str, Warehouse] = field(
        default_factory=lambda: {
            "W1": Warehouse("W1", "STARTED"),
            "SMALLEX_WH": Warehouse("SMALLEX_WH", comment="made at the start"),
        }
    )
    roles: dict[str, str] = field(default_factory=lambda: dict.fromkeys(KNOWN_ROLES, ""))  # name -> comment

    def of_kind(self, kind: str) -> dict:
        return self.warehouses if kind.upper() == "WAREHOUSE" else self.roles

    def known(self, kind: str, identifier: str | None) -> str | None:
        """The name if there is such an object, else None: a login with an unknown one succeeds, without it."""
        name = plain_name(identifier or "")
        return name if name in self.of_kind(kind) else None

    def must_know(self, kind: str, identifier: str) -> str:
        name = self.known(kind, identifier)
        if not name:
            raise not_there()
        return name

    def create(self, kind: str, identifier: str, settings: str) -> str:
        name, comment = plain_name(identifier), setting("comment", settings)
        suspended = setting("initially_suspended", settings).upper() == "TRUE"
        size = setting("warehouse_size", settings) or "X-Small"
        made = Warehouse(name, "SUSPENDED" if suspended else "STARTED", size.title(), comment)
        self.of_kind(kind)[name] = made if kind.upper() == "WAREHOUSE" else comment
        return name

    def wake(self, name: str | None) -> None:
        """A statement that needs its warehouse starts it."""
        if name in self.warehouses:
            self.warehouses[name].state = "STARTED"


def plain_name(identifier: str) -> str:
    if len(identifier) > 1 and identifier[0] == identifier[-1] == '"':
        return identifier[1:-1].replace('""', '"')
    return identifier.upper()


def setting(name: str, text: str) -> str:
    found = re.search(rf"\b{name}\s*=\s*(?:'([^']*)'|([\w-]+))", text or "", re.I)
    return (found[1] or found[2] or "") if found else ""
