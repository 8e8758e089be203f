"""What the log tells, as people read it; and that what it keeps holds nothing personal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wangyu.base.audit.models import Entry
from wangyu.base.audit.telling import tell
from wangyu.institutions.orgs.models import Appointment, GroupMember, Meeting, Office
from wangyu.institutions.people.models import Invitation, User

PERSONAL = (
    (User, "name"), (User, "username"), (User, "email"), (Invitation, "name"),
    (Invitation, "email"), (GroupMember, "name"), (Appointment, "person_name"), (Office, "head"),
    (Office, "phone"), (Meeting, "attendees"),
)  # fmt: skip
"""Where a person's name or address has its home."""
TYPED = re.compile(
    r"(?<![0-9A-Za-z])(1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9A-Za-z])|[\w.]+@[\w.]+\.\w+"
)
"""Mobile numbers, identity numbers and mail addresses, wherever they were typed."""


def said() -> list[str]:
    """Every sentence in its order, names in the place of references."""
    return [told.text for told in tell(Entry.objects.order_by("seq"))]


def kept(entry: Entry) -> str:
    """All the text of an entry that the chain seals."""
    return entry.sentence + json.dumps(entry.details, ensure_ascii=False)


def personal_in_the_log(after: int = 0) -> list[str]:
    """Every later entry that holds a person's name, address or number, with what it holds."""
    entries = list(Entry.objects.filter(seq__gt=after))
    markers = set(_markers()) if entries else set()
    texts = "\n".join(map(kept, entries))
    markers = {one for one in markers if one in texts}
    found = [(e, {m for m in markers if m in kept(e)} | _typed(kept(e))) for e in entries]
    return [f"{e.action} 写进了 {sorted(what)}：{kept(e)}" for e, what in found if what]


def _typed(text: str) -> set[str]:
    return {match.group() for match in TYPED.finditer(text)}


def _markers() -> Iterator[str]:
    for model, field in PERSONAL:
        values = model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)
        yield from (value for value in values if len(value) > 1)
