"""Reads about organisations."""

from wangyu.institutions.orgs.queries.catalogue import (
    PublicSchool,
    catalogue,
    known_schools,
    public_school,
)
from wangyu.institutions.orgs.queries.documents import (
    KIND,
    document_of,
    documents_of,
    every_document,
)
from wangyu.institutions.orgs.queries.facts import (
    fact_names,
    facts_of,
    history_of,
    hold_fact,
    overdue_groups,
)
from wangyu.institutions.orgs.queries.tree import (
    ancestors,
    child_counts,
    children_of,
    departments_with_stations,
    destinations,
    open_on,
    province_root,
    subtree,
    topmost,
)

__all__ = [
    "KIND",
    "PublicSchool",
    "ancestors",
    "catalogue",
    "child_counts",
    "children_of",
    "departments_with_stations",
    "destinations",
    "document_of",
    "documents_of",
    "every_document",
    "fact_names",
    "facts_of",
    "history_of",
    "hold_fact",
    "known_schools",
    "open_on",
    "overdue_groups",
    "province_root",
    "public_school",
    "subtree",
    "topmost",
]
