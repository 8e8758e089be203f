"""The lives of a call, a work, a university's recommendation and a review (clauses 3, 6, 10, 12)."""

from wangyu.base.lib.flow import Edge, Flow, State

PROVINCE = frozenset({"province_officer", "province_leader"})
CAMPUS = frozenset({"university_officer"})
LEADERS = frozenset({"university_leader"})
DEPARTMENT = frozenset({"department_officer"})
ENTRANT = frozenset({"entrant"})
"""Whoever began the entry: no role that is granted, but what one is to one's own work."""
REVIEWER = frozenset({"reviewer"})
SYSTEM = frozenset({"system"})
"""What follows from somebody else's step by itself; nobody holds this role, so nobody has the button."""
GIVEN_BACK = ("reopen", "again")
"""Verbs by which a review that was handed in is its reviewer's again."""

CALL = Flow(
    "征集",
    (
        State("draft", "拟定中", "未公布", "neutral"),
        State("open", "征集中", "征集中", "info"),
        State("paused", "暂停征集", "暂停征集", "warn"),
        State("screening", "形式审查", "评审中", "info"),
        State("review", "专家评审", "评审中", "info"),
        State("deciding", "会评定级", "评审中", "warn"),
        State("publicized", "公示中", "公示中", "warn"),
        State("released", "已公布", "已公布", "ok"),
        State("cancelled", "已取消", "已取消", "bad"),
    ),
    (
        Edge("draft", "open", "open", PROVINCE, "公布并开始征集", guard="规则齐全，截止在开始之后"),
        Edge("open", "pause", "paused", PROVINCE, "暂停征集", needs_reason=True),
        Edge("paused", "resume", "open", PROVINCE, "恢复征集"),
        Edge("open", "close", "screening", PROVINCE, "结束征集，进入形式审查", guard="截止时间已过"),
        Edge("screening", "reopen", "open", PROVINCE, "重新征集", needs_reason=True),
        Edge("screening", "review", "review", PROVINCE, "开始评审", guard="没有待审查的作品，分派已完成"),
        Edge("review", "decide", "deciding", PROVINCE, "结束评审，进入定级"),
        Edge("deciding", "review_again", "review", PROVINCE, "补充评审", needs_reason=True),
        Edge("deciding", "publicize", "publicized", PROVINCE, "公示", guard="每件作品都有拟定结果"),
        Edge("publicized", "withdraw_notice", "deciding", PROVINCE, "撤回公示", needs_reason=True),
        Edge("publicized", "release", "released", PROVINCE, "公布结果", guard="公示期满，异议都已答复"),
        Edge("draft", "cancel", "cancelled", PROVINCE, "取消征集", needs_reason=True),
        Edge("open", "cancel", "cancelled", PROVINCE, "取消征集", needs_reason=True),
        Edge("paused", "cancel", "cancelled", PROVINCE, "取消征集", needs_reason=True),
    ),
)  # fmt: skip

ROLL = Flow(
    "推荐汇总",
    (
        State("collecting", "遴选中", "校内遴选中", "info"),
        State("noticed", "校内公示中", "校内公示中", "warn"),
        State("signed", "已推荐", "已推荐", "ok"),
    ),
    (
        Edge("collecting", "notice", "noticed", CAMPUS, "开始校内公示", guard="每类不超过名额"),
        Edge("noticed", "take_back", "collecting", CAMPUS, "结束公示，重新遴选", needs_reason=True),
        Edge("noticed", "sign", "signed", LEADERS, "签发推荐", guard="校内公示期满"),
        Edge("signed", "return", "collecting", PROVINCE, "退回重新推荐", needs_reason=True),
    ),
)  # fmt: skip

ENTRY = Flow(
    "作品",
    (
        State("draft", "填写中", "填写中", "neutral"),
        State("submitted", "待初审", "校内遴选中", "info"),
        State("dept_passed", "待学校遴选", "校内遴选中", "info"),
        State("returned", "退回补正", "请补正", "bad"),
        State("declined", "未获推荐", "未获推荐", "neutral"),
        State("recommended", "学校已推荐", "学校已推荐", "info"),
        State("completing", "待补齐材料", "请补齐材料", "bad"),
        State("format_ok", "形式审查通过", "评审中", "ok"),
        State("format_rejected", "形式审查未通过", "形式审查未通过", "bad"),
        State("in_review", "评审中", "评审中", "info"),
        State("revising", "修改后再审", "请修改后再交", "warn"),
        State("shortlisted", "进入会评", "评审中", "warn"),
        State("publicized", "公示中", "公示中", "warn"),
        State("awarded", "已入选", "已入选", "ok"),
        State("not_awarded", "未入选", "未入选", "neutral"),
        State("exhibited", "展播中", "展播中", "ok"),
        State("sent_national", "已报全国", "已报全国", "ok"),
        State("withdrawn", "已撤回", "已撤回", "neutral"),
    ),
    (
        Edge("draft", "submit", "submitted", ENTRANT, "提交", guard="必填齐全、文件合规、作者已确认"),
        Edge("returned", "submit", "submitted", ENTRANT, "补正后提交", guard="必填齐全、文件合规"),
        Edge("submitted", "recall", "draft", ENTRANT, "撤回修改", guard="院系还没有初审"),
        Edge("submitted", "pass", "dept_passed", DEPARTMENT | CAMPUS, "初审通过"),
        Edge("submitted", "return", "returned", DEPARTMENT | CAMPUS, "退回补正", needs_reason=True),
        Edge("submitted", "decline", "declined", DEPARTMENT | CAMPUS, "不推荐", needs_reason=True),
        Edge("dept_passed", "recommend", "recommended", CAMPUS, "列入推荐", guard="不超过本类名额"),
        Edge("dept_passed", "return", "returned", CAMPUS, "退回补正", needs_reason=True),
        Edge("dept_passed", "decline", "declined", CAMPUS, "不推荐", needs_reason=True),
        Edge("declined", "reconsider", "dept_passed", CAMPUS, "重新考虑"),
        Edge("recommended", "drop", "dept_passed", CAMPUS, "移出推荐", guard="推荐还没有签发"),
        Edge("recommended", "format_pass", "format_ok", PROVINCE, "形式审查通过"),
        Edge("recommended", "complete", "completing", PROVINCE, "退回补齐", needs_reason=True),
        Edge("recommended", "format_reject", "format_rejected", PROVINCE, "形式审查不通过", needs_reason=True),
        Edge("completing", "completed", "recommended", ENTRANT, "补齐后再交", guard="必填齐全、文件合规"),
        Edge("completing", "format_reject", "format_rejected", PROVINCE, "逾期未补齐", needs_reason=True),
        Edge("format_rejected", "restore", "recommended", PROVINCE, "恢复审查", needs_reason=True),
        Edge("format_ok", "recheck", "recommended", PROVINCE, "重新审查", needs_reason=True),
        Edge("format_ok", "review", "in_review", PROVINCE, "开始评审", guard="匿名副本已冻结"),
        Edge("in_review", "shortlist", "shortlisted", PROVINCE, "提交会评"),
        Edge("in_review", "revise", "revising", PROVINCE, "修改后再审", needs_reason=True),
        Edge("shortlisted", "revise", "revising", PROVINCE, "修改后再审", needs_reason=True),
        Edge("revising", "resubmit", "in_review", ENTRANT, "交修改稿", guard="必填齐全、文件合规"),
        Edge("in_review", "publicize", "publicized", PROVINCE, "列入公示", guard="已拟定等级"),
        Edge("shortlisted", "publicize", "publicized", PROVINCE, "列入公示", guard="已拟定等级"),
        Edge("in_review", "reject", "not_awarded", PROVINCE, "不入选"),
        Edge("shortlisted", "reject", "not_awarded", PROVINCE, "不入选"),
        Edge("revising", "reject", "not_awarded", PROVINCE, "逾期未交修改稿", needs_reason=True),
        Edge("publicized", "unpublicize", "shortlisted", PROVINCE, "撤回公示", needs_reason=True),
        Edge("publicized", "strike", "not_awarded", PROVINCE, "异议成立，取消", needs_reason=True),
        Edge("publicized", "award", "awarded", PROVINCE, "定级", guard="公示期满"),
        Edge("awarded", "exhibit", "exhibited", PROVINCE, "展播", guard="作者同意公开"),
        Edge("exhibited", "unexhibit", "awarded", PROVINCE | ENTRANT, "停止展播", needs_reason=True),
        Edge("awarded", "send", "sent_national", PROVINCE, "报全国", guard="不超过省名额"),
        Edge("exhibited", "send", "sent_national", PROVINCE, "报全国", guard="不超过省名额"),
        Edge("sent_national", "unsend", "awarded", PROVINCE, "撤回报送", needs_reason=True),
        Edge("sent_national", "exhibit", "sent_national", PROVINCE, "展播", guard="作者同意公开"),
        Edge("sent_national", "unexhibit", "sent_national", PROVINCE | ENTRANT, "停止展播", needs_reason=True),
        *(
            Edge(state, "withdraw", "withdrawn", ENTRANT, "撤回作品", needs_reason=True)
            for state in (
                "draft", "submitted", "dept_passed", "returned", "recommended", "completing",
                "format_ok", "in_review", "revising", "shortlisted",
            )
        ),
    ),
)  # fmt: skip

REVIEW = Flow(
    "评审",
    (
        State("assigned", "待评审", "待评审", "info"),
        State("scoring", "评审中", "评审中", "warn"),
        State("done", "已提交", "已提交", "ok"),
        State("declined", "已谢绝", "已谢绝", "neutral"),
        State("freed", "已回避", "已回避", "neutral"),
    ),
    (
        Edge("assigned", "score", "scoring", REVIEWER, "开始评分"),
        Edge("scoring", "submit", "done", REVIEWER, "提交评审", guard="每项都有分，两端的分写明理由"),
        Edge("assigned", "decline", "declined", REVIEWER, "谢绝", needs_reason=True),
        Edge("scoring", "decline", "declined", REVIEWER, "谢绝", needs_reason=True),
        Edge("assigned", "free", "freed", REVIEWER | PROVINCE, "回避", needs_reason=True),
        Edge("scoring", "free", "freed", REVIEWER | PROVINCE, "回避", needs_reason=True),
        Edge("done", "free", "freed", REVIEWER | PROVINCE, "回避", needs_reason=True),
        Edge("done", "reopen", "scoring", PROVINCE, "退回补充", needs_reason=True),
        Edge("done", "again", "scoring", SYSTEM, "修改稿交来，再看一遍", guard="作品交来修改稿"),
    ),
)  # fmt: skip

FLOWS = {"CALL": CALL, "ROLL": ROLL, "ENTRY": ENTRY, "REVIEW": REVIEW}
