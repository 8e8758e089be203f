"""The life of a connection, tried before it is switched on and again after every change; and of its keys."""

from datetime import timedelta

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

NEXT, CURRENT, OLD = "next", "current", "old"
SYSTEM = frozenset({"system"})
KEPT_FOR = timedelta(days=30)
"""How long a key that was replaced still opens what is encrypted to it."""

KEY_PAIR = Flow(
    "平台在学校登录服务那里的证书",
    (
        State(NEXT, "待启用", "未启用", "warn"),
        State(CURRENT, "使用中", "使用中", "ok"),
        State(OLD, "只用来解密", "已停用", "neutral"),
        State("gone", "已删除", "已停用", "neutral"),
    ),
    (
        Edge(NEXT, "adopt", CURRENT, KEEPERS, "试登录成功，换用", guard="对方没有加密，或已改用新的加密"),
        Edge(CURRENT, "replace", OLD, KEEPERS, "被新的替换", guard=f"旧的再保留 {KEPT_FOR.days} 天"),
        Edge(NEXT, "drop", "gone", KEEPERS, "不用了", guard=KEEP),
        Edge(OLD, "drop", "gone", KEEPERS, "提前删除", guard=KEEP),
        Edge(OLD, "expire", "gone", SYSTEM, "到期删除", guard="保留期满"),
    ),
)  # fmt: skip
