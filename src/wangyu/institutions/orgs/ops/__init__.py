"""The only writers of organisations and their facts."""

from wangyu.institutions.orgs.ops.bulk import NothingToAddError, plant_sheet
from wangyu.institutions.orgs.ops.common import OrgError
from wangyu.institutions.orgs.ops.facts import add_fact, change_fact, end_fact
from wangyu.institutions.orgs.ops.moves import close, move, reopen
from wangyu.institutions.orgs.ops.roster import apply_roster, edit_roster_entry, fingerprints
from wangyu.institutions.orgs.ops.tree import create, edit_details, found_province, rename

__all__ = [
    "NothingToAddError",
    "OrgError",
    "add_fact",
    "apply_roster",
    "change_fact",
    "close",
    "create",
    "edit_details",
    "edit_roster_entry",
    "end_fact",
    "fingerprints",
    "found_province",
    "move",
    "plant_sheet",
    "rename",
    "reopen",
]
