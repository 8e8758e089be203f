"""Getting back in without one's second factor: one person asks, another agrees."""

from datetime import datetime, timedelta

from wangyu.base.lib.flow import Edge, Flow, State

VALID_FOR = timedelta(days=3)
"""How long an agreed recovery opens the way by mail to somebody who has no second factor."""
ASKERS = frozenset(
    {"province_officer", "university_officer", "department_officer", "security_admin"}
)
JUDGES = frozenset({"security_admin"})
BY_MAIL = (
    "您在平台没有密码：请在登录页点“忘记密码”，凭登记的邮箱设一个，再登录。"
    "收不到信的，请联系本单位管理员。"
)
BY_TWO = (
    "您在平台没有密码，角色又要求第二步验证，不能只凭邮箱设密码：请联系本单位管理员核实身份、"
    "申请恢复；安全管理员同意后，再在登录页点“忘记密码”设一个。"
)

RECOVERY = Flow(
    "恢复第二步验证",
    (
        State("asked", "待安全管理员同意", "办理中", "warn"),
        State("agreed", "已恢复", "已办理", "ok"),
        State("refused", "不同意", "未办理", "bad"),
        State("withdrawn", "已撤回", "未办理", "neutral"),
    ),
    (
        Edge("asked", "agree", "agreed", JUDGES, "同意恢复", guard="既不是本人，也不是申请人"),
        Edge("asked", "refuse", "refused", JUDGES, "不同意", needs_reason=True, guard="既不是本人，也不是申请人"),
        Edge("asked", "withdraw", "withdrawn", ASKERS, "撤回", guard="申请人自己"),
    ),
)  # fmt: skip


def may_reset_by_mail(
    *, strong_role: bool, has_factor: bool, agreed_at: datetime | None, now: datetime
) -> bool:
    """Whether a link by mail may set a new password.

    An officer who has a second factor is still asked for it. One who has none would come in by mail
    alone; so two people must have agreed shortly before.
    """
    agreed = agreed_at is not None and now - agreed_at <= VALID_FOR
    return not strong_role or has_factor or agreed
