"""The life of a connection: tried before it is switched on, and again after every change."""

from wangyu.base.lib.flow import Edge, Flow, State

KEEPERS = frozenset({"university_officer", "security_admin"})
"""The university's own officer; for the provincial centre's connection the security administrator."""
KEEP = "由本单位负责人办理：高校的是高校中心管理员，省中心的是安全管理员"

CONNECTION = Flow(
    "统一身份认证连接",
    (
        State("draft", "待试登录", "未启用", "warn"),
        State("ready", "试登录成功", "未启用", "info"),
        State("on", "已启用", "已启用", "ok"),
        State("off", "已停用", "未启用", "neutral"),
        State("removed", "已删除", "未启用", "neutral"),
    ),
    (
        Edge("draft", "prove", "ready", KEEPERS, "试登录成功", guard="本人从学校登录回来，所需信息齐全"),
        Edge("ready", "prove", "ready", KEEPERS, "再试登录", guard="同上"),
        Edge("ready", "enable", "on", KEEPERS, "启用", guard=KEEP),
        Edge("off", "enable", "on", KEEPERS, "重新启用", guard="停用后没有改过设置"),
        Edge("on", "disable", "off", KEEPERS, "停用", needs_reason=True, guard="安全管理员可以停用任何一个"),
        Edge("draft", "change", "draft", KEEPERS, "修改设置", guard=KEEP),
        Edge("ready", "change", "draft", KEEPERS, "修改设置", guard=KEEP),
        Edge("on", "change", "draft", KEEPERS, "修改设置", guard="改后要重新试登录才能启用"),
        Edge("off", "change", "draft", KEEPERS, "修改设置", guard=KEEP),
        Edge("draft", "remove", "removed", KEEPERS, "删除", guard=KEEP),
        Edge("ready", "remove", "removed", KEEPERS, "删除", guard=KEEP),
        Edge("off", "remove", "removed", KEEPERS, "删除", guard=KEEP),
    ),
)  # fmt: skip
