from __future__ import annotations

from typing import Any

from django import forms


class SuggestInput(forms.TextInput):
    """Typing with suggestions: one of thousands is found by any part of its name, without script."""

    template_name = "ui/widgets/suggest.html"
    options: tuple[tuple[str, str], ...] = ()
    """Each value with a word beside it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_options"
        context["widget"]["attrs"] |= {"list": listed, "autocomplete": "off"}
        return context | {"list": listed, "options": self.options}
