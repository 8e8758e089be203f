"""The components of the interface: a name, the props it takes, a template of the same name.

An unknown or missing prop is an error that lists the right ones. ``{% ui "badge" ... %}`` renders
a component; ``{% uiblock "card" ... %}…{% enduiblock %}`` one with children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REQUIRED = object()


class ComponentError(Exception):
    """A component used with the wrong name or props."""


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    props: Mapping[str, Any] = field(default_factory=dict)
    children: bool = False

    @property
    def template(self) -> str:
        return f"ui/components/{self.name}.html"


def _component(name: str, /, *required: str, children: bool = False, **optional: Any) -> Component:
    return Component(name, dict.fromkeys(required, REQUIRED) | optional, children)


COMPONENTS: dict[str, Component] = {
    c.name: c
    for c in (
        _component("page_header", "title", children=True, subtitle="", back_url="", back_label=""),
        _component("card", children=True, title="", subtitle="", footer="", id=""),
        _component("alert", children=True, tone="info", title=""),
        _component("badge", "label", tone="neutral"),
        _component(
            "button", "label", href="", kind="secondary", type="submit", name="", value="",
            icon="", disabled=False, reason="", confirm="", form="", small=False,
        ),
        _component("empty", "title", text="", action_label="", action_url=""),
        _component("field", "field"),
        _component("form_errors", "form"),
        _component("stat", "label", "value", unit="", note="", tone="", href=""),
        _component("progress", "value", "label", max=100, tone=""),
        _component("steps", "items"),
        _component("timeline", "items"),
        _component("chart", "id", "option", children=True, label="", height="md"),
        _component("tabs", "items"),
        _component("crumbs", "items"),
        _component("facts", "items"),
        _component("help", children=True, label="说明"),
        _component("toolbar", "table"),
        _component("table", "table"),
        _component("grid", "caption", children=True, compact=False, stacks=False),
        _component("pager", "table"),
        _component("icon", "name"),
        _component("qr", "text", "label"),
        _component("source", "text", url=""),
        _component("demo_mark"),
    )
}  # fmt: skip

STEADY = frozenset({"icon"})
"""Drawn from few props and nothing of the page: once for the same props."""


def resolve(
    name: str, given: Mapping[str, Any], *, children: bool
) -> tuple[Component, dict[str, Any]]:
    """The component and its full props. Raises ComponentError naming what is accepted."""
    component = COMPONENTS.get(name)
    if component is None:
        raise ComponentError(f"no component {name!r}; there are {', '.join(sorted(COMPONENTS))}")
    unknown = set(given) - set(component.props)
    missing = {k for k, v in component.props.items() if v is REQUIRED} - set(given)
    if unknown or missing:
        raise ComponentError(
            f"{name}: unknown {sorted(unknown)}, missing {sorted(missing)}; takes {list(component.props)}"
        )
    if children and not component.children:
        raise ComponentError(f"{name} takes no children; use ui, not uiblock")
    return component, dict(component.props) | dict(given)
