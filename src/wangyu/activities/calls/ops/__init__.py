"""The only writers about calls."""

from wangyu.activities.calls.ops.announcing import (
    CallError,
    Facts,
    cancel_call,
    change_call,
    close_call,
    create_call,
    discard_call,
    document,
    move_deadline,
    open_call,
    pause_call,
    reopen_call,
    resume_call,
)
from wangyu.activities.calls.ops.entering import (
    EDITABLE,
    LOCKED,
    MOST_AT_ONCE,
    EntryError,
    GoneError,
    Typed,
    add_person,
    answer_link,
    begin_entry,
    discard_entry,
    place_entry,
    recall_entry,
    remove_person,
    renew_link,
    save_entry,
    submit_entry,
    withdraw_entry,
)
from wangyu.activities.calls.ops.pieces import add_piece, enter_piece, remove_piece

__all__ = [
    "EDITABLE", "LOCKED", "MOST_AT_ONCE", "CallError", "EntryError", "Facts", "GoneError", "Typed", "add_person", "add_piece", "answer_link", "begin_entry",
    "cancel_call", "change_call", "close_call", "create_call", "discard_call", "discard_entry", "document",
    "enter_piece", "move_deadline", "open_call", "pause_call", "place_entry", "recall_entry",
    "remove_person", "remove_piece", "renew_link", "reopen_call", "resume_call", "save_entry",
    "submit_entry", "withdraw_entry",
]  # fmt: skip
