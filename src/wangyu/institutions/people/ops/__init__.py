"""The only writers about people: accounts, grants, invitations, delegations."""

from wangyu.institutions.people.ops.accounts import (
    AccountError,
    end_other_sessions,
    end_session,
    end_sessions_of,
    keep_password,
    leave,
    note_security,
)
from wangyu.institutions.people.ops.delegations import DelegationError, confirm, lend, take_back
from wangyu.institutions.people.ops.elsewhere import part_from
from wangyu.institutions.people.ops.grants import GrantError, end, give, lock_person
from wangyu.institutions.people.ops.invitations import (
    InvitationError,
    Invited,
    Wanted,
    accept,
    accept_with_new_account,
    first_officer_link,
    first_security_link,
    invite,
    invite_many,
    reissue,
    revoke,
)
from wangyu.institutions.people.ops.personas import Cast, NotADemoError, plant_personas
from wangyu.institutions.people.ops.recovery import RecoveryError, agree, ask, refuse, withdraw

__all__ = [
    "AccountError",
    "Cast",
    "DelegationError",
    "GrantError",
    "InvitationError",
    "Invited",
    "NotADemoError",
    "RecoveryError",
    "Wanted",
    "accept",
    "accept_with_new_account",
    "agree",
    "ask",
    "confirm",
    "end",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "first_officer_link",
    "first_security_link",
    "give",
    "invite",
    "invite_many",
    "keep_password",
    "leave",
    "lend",
    "lock_person",
    "note_security",
    "part_from",
    "plant_personas",
    "refuse",
    "reissue",
    "revoke",
    "take_back",
    "withdraw",
]
