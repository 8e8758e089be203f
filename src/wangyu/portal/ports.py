"""The desk's place in the side menu."""

from wangyu.base.lib.ports import NavItem, navigation

navigation.add(
    "portal.desk",
    NavItem("工作台", "portal:desk", "home", 0, lambda actor: actor.is_signed_in),
)
