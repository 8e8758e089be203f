"""Forms of organisations, of their facts and of uploads."""

from wangyu.institutions.orgs.forms.base import DayField, PlainForm, explain
from wangyu.institutions.orgs.forms.facts import EndForm, fact_form, fact_values
from wangyu.institutions.orgs.forms.pick import OrganisationField
from wangyu.institutions.orgs.forms.tree import (
    CloseForm,
    DetailsForm,
    MoveForm,
    RenameForm,
    ReopenForm,
    RosterEntryForm,
    UnitForm,
    UniversityForm,
)
from wangyu.institutions.orgs.forms.uploads import TableForm, read_packed, to_packed

__all__ = [
    "CloseForm",
    "DayField",
    "DetailsForm",
    "EndForm",
    "MoveForm",
    "OrganisationField",
    "PlainForm",
    "RenameForm",
    "ReopenForm",
    "RosterEntryForm",
    "TableForm",
    "UnitForm",
    "UniversityForm",
    "explain",
    "fact_form",
    "fact_values",
    "read_packed",
    "to_packed",
]
