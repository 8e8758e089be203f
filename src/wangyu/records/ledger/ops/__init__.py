"""Every write of the ledger, one file for each subject."""

from wangyu.records.ledger.ops.corrections import (
    accept_correction,
    ask_correction,
    refuse_correction,
)
from wangyu.records.ledger.ops.entries import (
    CellInput,
    CellResult,
    confirm_previous,
    entry_for_evidence,
    save_entries,
)
from wangyu.records.ledger.ops.importing import apply_cells
from wangyu.records.ledger.ops.signing import recall, send_back, sign, submit
from wangyu.records.ledger.ops.snapshots import take_snapshot
from wangyu.records.ledger.ops.verifying import return_sheet, verify
from wangyu.records.ledger.ops.windows import (
    WindowFacts,
    change_deadline,
    cite_known_items,
    close_window,
    create_window,
    draft_cost,
    open_window,
    remind,
    set_items,
    window_document,
)

__all__ = [
    "CellInput",
    "CellResult",
    "WindowFacts",
    "accept_correction",
    "apply_cells",
    "ask_correction",
    "change_deadline",
    "cite_known_items",
    "close_window",
    "confirm_previous",
    "create_window",
    "draft_cost",
    "entry_for_evidence",
    "open_window",
    "recall",
    "refuse_correction",
    "remind",
    "return_sheet",
    "save_entries",
    "send_back",
    "set_items",
    "sign",
    "submit",
    "take_snapshot",
    "verify",
    "window_document",
]
