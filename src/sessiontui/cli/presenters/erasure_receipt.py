"""The receipt of what was erased, as it is filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.text import with_count

if TYPE_CHECKING:
    from sessiontui.domain.retention import Receipt
    from sessiontui.store.backup.schedule import Holder


def receipt_text(receipts: tuple[Receipt, ...], holders: tuple[Holder, ...]) -> str:
    """The receipt in plain text, the same for the same receipt."""
    first = receipts[0]
    rows = [
        "RECEIPT OF DESTRUCTION",
        f"Client code  {first.code}",
        *(f"Destroyed    {_part(receipt)}" for receipt in receipts),
        f"Sessions     {_sessions(first)}",
        f"When         {first.at:%a %Y-%m-%d %H:%M}",
        f"By           {first.author}",
        f"Reason       {first.reason}",
    ]
    if holders:
        rows += ["", "STILL HELD BY (restoring one would bring it back)"]
        for holder in holders:
            unsure = "" if holder.sure else "  (cannot be looked into)"
            rows.append(f" {holder.path}{unsure}")
    else:
        rows += ["", "No backup that was found still holds it."]
    rows.append("Copies elsewhere, exports and prints are yours to destroy.")
    return "\n".join(rows) + "\n"


def _part(receipt: Receipt) -> str:
    unit = "line" if receipt.what == "record" else "note"
    return f"{receipt.what}: {with_count(receipt.lines, unit)}"


def _sessions(receipt: Receipt) -> str:
    if receipt.first is None or receipt.last is None:
        return "none"
    days = f"{receipt.first:%Y-%m-%d} to {receipt.last:%Y-%m-%d}"
    return f"{receipt.sessions}, {days}"
