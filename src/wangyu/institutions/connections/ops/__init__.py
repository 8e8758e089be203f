"""The only writers about connections: setting up, trying, switching; our keys; binding people."""

from wangyu.institutions.connections.ops.bindings import (
    BindingError,
    bind,
    end_bindings,
    join,
    unbind,
)
from wangyu.institutions.connections.ops.connections import (
    Facts,
    NotConnectedError,
    change,
    create,
    disable,
    enable,
    note_look,
    prove,
    remove,
)
from wangyu.institutions.connections.ops.keys import (
    KeyPairError,
    Tried,
    create_key_pair,
    drop_key_pair,
    expire_key_pairs,
)
from wangyu.institutions.connections.ops.parting import end_sessions_in

__all__ = [
    "BindingError",
    "Facts",
    "KeyPairError",
    "NotConnectedError",
    "Tried",
    "bind",
    "change",
    "create",
    "create_key_pair",
    "disable",
    "drop_key_pair",
    "enable",
    "end_bindings",
    "end_sessions_in",
    "expire_key_pairs",
    "join",
    "note_look",
    "prove",
    "remove",
    "unbind",
]
