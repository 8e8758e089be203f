"""Every write of the ledger, one file for each subject."""

from wangyu.records.ledger.ops.corrections import (
    accept_correction,
    ask_correction,
    refuse_correction,
)
from wangyu.records.ledger.ops.deadlines import (
    change_deadline,
    close_window,
    extend_sheet,
    remind,
    reopen_window,
)
from wangyu.records.ledger.ops.entries import (
    CellInput,
    CellResult,
    confirm_previous,
    entry_for_evidence,
    save_entries,
    take_known,
)
from wangyu.records.ledger.ops.importing import apply_cells, plan_import
from wangyu.records.ledger.ops.signing import recall, send_back, sign, submit
from wangyu.records.ledger.ops.snapshots import take_snapshot
from wangyu.records.ledger.ops.verifying import return_sheet, verify
from wangyu.records.ledger.ops.windows import (
    WindowFacts,
    change_window,
    citable_keys,
    cite_known_items,
    create_window,
    discard_window,
    draft_cost,
    open_window,
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
    "change_window",
    "citable_keys",
    "cite_known_items",
    "close_window",
    "confirm_previous",
    "create_window",
    "discard_window",
    "draft_cost",
    "entry_for_evidence",
    "extend_sheet",
    "open_window",
    "plan_import",
    "recall",
    "refuse_correction",
    "remind",
    "reopen_window",
    "return_sheet",
    "save_entries",
    "send_back",
    "set_items",
    "sign",
    "submit",
    "take_known",
    "take_snapshot",
    "verify",
    "window_document",
]
