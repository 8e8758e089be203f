"""Choosing one organisation of the many in one's reach, by name."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from wangyu.base.core.roles import Tier
from wangyu.base.ui.widgets import SuggestInput
from wangyu.institutions.orgs.logic.picking import label_units, no_such
from wangyu.institutions.orgs.models import Organisation

LONGEST = 200


class OrganisationField(forms.Field):
    """The name of an organisation; two of one name are told apart by the unit above them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=SuggestInput(attrs={"maxlength": LONGEST}), **options)
        self._rows: QuerySet[Organisation] = Organisation.objects.none()
        self._offered: dict[str, int] = {}

    def offer(self, rows: QuerySet[Organisation]) -> None:
        """What may be chosen. A single one is filled in."""
        units = list(rows.values_list("pk", "name", "parent__name", "tier"))
        self._rows = rows
        self._offered = label_units((pk, name, above or "") for pk, name, above, _ in units)
        tiers = {pk: Tier(tier).label for pk, _, _, tier in units}
        widget = cast("SuggestInput", self.widget)
        widget.options = tuple((name, tiers[pk]) for name, pk in self._offered.items())
        if len(self._offered) == 1:
            self.initial = next(iter(self._offered))

    def clean(self, value: Any) -> Organisation | None:
        text = str(value or "").replace("\x00", "").strip()[:LONGEST]
        self.validate(text)
        if text and text not in self._offered:
            raise forms.ValidationError(no_such(text, list(self._offered)))
        return self._rows.get(pk=self._offered[text]) if text else None
