"""``ui`` and ``uiblock``: the only way a page uses a component; and how figures are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import NodeList, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wangyu.base.core.once import FIELD, new_key
from wangyu.base.lib import dates, numbers
from wangyu.base.ui.components import STEADY, resolve
from wangyu.base.ui.qr import Square, square_of
from wangyu.base.ui.seen import NAME as SEEN

register = template.Library()


_INHERITED = ("request", "csrf_token", "actor", "sprite")


class ComponentNode(template.Node):
    def __init__(self, name: str, props: dict[str, Any], children: NodeList | None) -> None:
        self.name, self.props, self.children = name, props, children
        self._template: Any = None
        self._drawn: dict[tuple[Any, ...], str] = {}

    def render(self, context: template.Context) -> str:
        given = {key: value.resolve(context) for key, value in self.props.items()}
        if self.name not in STEADY:
            return self._draw(given, context)
        kept = context.get("sprite"), *given.values()
        if kept not in self._drawn:
            self._drawn[kept] = self._draw(given, context)
        return self._drawn[kept]

    def _draw(self, given: dict[str, Any], context: template.Context) -> str:
        component, props = resolve(self.name, given, children=self.children is not None)
        inner = self.children.render(context) if self.children is not None else ""
        if self._template is None:
            found: Any = get_template(component.template)
            self._template = found.template
        values = {key: context[key] for key in _INHERITED if key in context}
        return str(self._template.render(template.Context(values | props | {"children": inner})))


def _parse(parser: Parser, token: Token) -> tuple[str, dict[str, Any]]:
    _, name, *bits = token.split_contents()
    props = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"{name}: props are written key=value, found {bits}")
    return name.strip("\"'"), props


@register.tag
def ui(parser: Parser, token: Token) -> ComponentNode:
    return ComponentNode(*_parse(parser, token), None)


@register.tag
def uiblock(parser: Parser, token: Token) -> ComponentNode:
    name, props = _parse(parser, token)
    children = parser.parse(("enduiblock",))
    parser.delete_first_token()
    return ComponentNode(name, props, children)


@register.simple_tag(takes_context=True)
def once(context: template.Context, key: str = "") -> SafeString:
    """What makes a form count once, however often it is sent; see ``base.core.once``."""
    key = key or new_key(context["actor"].user_id)
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)


@register.simple_tag
def seen(form: Any) -> SafeString:
    """What a form about something that others may change says now; see ``base.ui.seen``."""
    said = getattr(form, "seen", "")
    return format_html('<input type="hidden" name="{}" value="{}">', SEEN, said)


@register.filter
def zh_time(moment: datetime | None) -> str:
    return dates.show_time(moment) if moment else "—"


@register.filter
def zh_date(day: date | None) -> str:
    return dates.show_date(day) if day else "—"


@register.filter
def zh_due(due: datetime | date | None) -> str:
    """A deadline: with its time when it has one."""
    return zh_time(due) if isinstance(due, datetime) else zh_date(due)


@register.filter
def square(text: str) -> Square:
    """A link as a square a phone reads; see ``base.ui.qr``."""
    return square_of(text)


@register.filter
def highlight(text: str, words: Sequence[str]) -> SafeString:
    """Marks each word of a query where it stands in a text."""
    if not words:
        return format_html("{}", text)
    parts = re.split("(" + "|".join(map(re.escape, words)) + ")", text, flags=re.IGNORECASE)
    return format_html_join(
        "", "{}", ((_marked(part) if at % 2 else part,) for at, part in enumerate(parts))
    )


def _marked(part: str) -> SafeString:
    return format_html("<mark>{}</mark>", part)


_INPUT_CSS = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}


@register.filter
def styled(field: BoundField) -> SafeString:
    """The input of a field, in the clothes of its kind."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "text")
    css = f"{_INPUT_CSS.get(kind, 'form-control')} {widget.attrs.get('class', '')}".strip()
    return field.as_widget(attrs={"class": css})


@register.filter
def number(value: Decimal | float | None) -> str:
    """Grouped by thousands; nothing reported shows as 未填, 0 as 0."""
    return numbers.show(None if value is None else Decimal(str(value)))


@register.filter
def number_or_dash(value: Decimal | float | None) -> str:
    """The same for what is computed: — where it cannot be."""
    return "—" if value is None else number(value)
