from wangyu.institutions.orgs.models.facts import OrgFact
from wangyu.institutions.orgs.models.group import GroupMember, LeadingGroup, Meeting
from wangyu.institutions.orgs.models.means import Budget, Room
from wangyu.institutions.orgs.models.posts import Appointment, Office
from wangyu.institutions.orgs.models.tree import (
    FormerName,
    Level,
    Organisation,
    Ownership,
    University,
)

__all__ = [
    "FACTS",
    "Appointment",
    "Budget",
    "FormerName",
    "GroupMember",
    "LeadingGroup",
    "Level",
    "Meeting",
    "Office",
    "OrgFact",
    "Organisation",
    "Ownership",
    "Room",
    "University",
]

FACTS: dict[str, type[OrgFact]] = {
    model.KIND: model
    for model in (LeadingGroup, GroupMember, Meeting, Office, Appointment, Room, Budget)
}
"""The dated facts of clauses 7–9 by kind; one set of ops, access and pages serves them all."""
