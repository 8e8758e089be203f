"""The lives of everything an evaluation moves (clauses 11 and 12): each table is the only truth."""

from wangyu.base.lib.flow import Edge, Flow, State

PROVINCE = frozenset({"province_officer", "province_leader"})
REPORTERS = frozenset({"university_reporter", "university_officer"})
CAMPUS = frozenset({"university_officer", "university_reporter", "university_leader"})
LEADERS = frozenset({"university_leader"})
INSPECTOR = frozenset({"inspector"})
"""Whoever is named for a visit: no role that is granted, but what one is to that visit."""
INSPECTORS = PROVINCE | INSPECTOR
NAMED = frozenset({"expert"})
"""Whoever sits on a panel: what one is to that panel, as an inspector to a visit."""

SCHEME = Flow(
    "指标方案",
    (
        State("draft", "拟定中", "未发布", "neutral"),
        State("published", "已发布", "已发布", "ok"),
        State("retired", "已停用", "已停用", "neutral"),
    ),
    (
        Edge("draft", "publish", "published", PROVINCE, "发布", guard="检查没有错误"),
        Edge("published", "retire", "retired", PROVINCE, "停用", needs_reason=True),
    ),
)  # fmt: skip

CYCLE = Flow(
    "评价周期",
    (
        State("draft", "拟定中", "未公布", "neutral"),
        State("self_check", "自查", "自查中", "info"),
        State("mutual", "互查", "互查中", "info"),
        State("spot", "抽查", "抽查中", "info"),
        State("concluding", "综合评定", "综合评定中", "warn"),
        State("noticed", "公示中", "公示中", "warn"),
        State("released", "已公布", "已公布", "ok"),
        State("cancelled", "已取消", "已取消", "bad"),
    ),
    (
        Edge("draft", "begin", "self_check", PROVINCE, "公布并开始自查", guard="方案已发布，截止时间在将来"),
        Edge("self_check", "check", "mutual", PROVINCE, "结束自查，开始互查", guard="截止时间已过，互查已分派"),
        Edge("self_check", "conclude", "concluding", PROVINCE, "结束自查，进入综合评定", guard="只用于中期检查和表彰"),
        Edge("mutual", "reopen_self", "self_check", PROVINCE, "重新自查", needs_reason=True),
        Edge("mutual", "spot", "spot", PROVINCE, "结束互查，开始抽查", guard="抽签已完成"),
        Edge("spot", "conclude", "concluding", PROVINCE, "结束抽查，进入综合评定", guard="抽到的都已查完"),
        Edge("concluding", "spot_again", "spot", PROVINCE, "补充抽查", needs_reason=True),
        Edge("concluding", "publicize", "noticed", PROVINCE, "公示", guard="每所高校都有定级意见"),
        Edge("noticed", "withdraw_notice", "concluding", PROVINCE, "撤回公示", needs_reason=True),
        Edge("noticed", "release", "released", PROVINCE, "公布结论", guard="公示期满，异议都已答复"),
        Edge("draft", "cancel", "cancelled", PROVINCE, "取消", needs_reason=True),
        Edge("self_check", "cancel", "cancelled", PROVINCE, "取消", needs_reason=True),
    ),
)  # fmt: skip

SELF_CHECK = Flow(
    "自查表",
    (
        State("filling", "填写中", "自查中", "info"),
        State("submitted", "待校内签批", "校内审核中", "warn"),
        State("signed", "已上报", "已上报", "ok"),
        State("returned", "已退回", "补正中", "bad"),
    ),
    (
        Edge("filling", "submit", "submitted", REPORTERS, "提交校内签批", guard="要本校填的都已填，必需的佐证都已附"),
        Edge("returned", "submit", "submitted", REPORTERS, "补正后提交", guard="要本校填的都已填，必需的佐证都已附"),
        Edge("submitted", "recall", "filling", REPORTERS, "撤回修改", guard="尚未签批"),
        Edge("submitted", "send_back", "filling", LEADERS, "退回填报人", needs_reason=True),
        Edge("submitted", "sign", "signed", LEADERS, "签批上报", guard="签批时冻结当时的事实"),
        Edge("signed", "return", "returned", PROVINCE, "退回补正", needs_reason=True),
    ),
)  # fmt: skip

CHECK = Flow(
    "互查",
    (
        State("open", "待查", "互查中", "info"),
        State("submitted", "已查", "已互查", "ok"),
        State("dropped", "已改派", "已改派", "neutral"),
    ),
    (
        Edge("open", "submit", "submitted", CAMPUS, "提交互查意见", guard="每项都有分数，与自查不同的写了理由"),
        Edge("submitted", "return", "open", PROVINCE, "退回重查", needs_reason=True),
        Edge("open", "drop", "dropped", PROVINCE, "改派", needs_reason=True),
    ),
)  # fmt: skip

DRAW = Flow(
    "抽签",
    (
        State("framing", "拟定名单", "拟定中", "neutral"),
        State("committing", "见证人提交指纹", "见证人提交指纹", "info"),
        State("revealing", "见证人公开原值", "见证人公开原值", "warn"),
        State("drawn", "已抽定", "已抽定", "ok"),
    ),
    (
        Edge("framing", "publish", "committing", PROVINCE, "公布名单和办法", guard="至少两名见证人"),
        Edge("committing", "reveal", "revealing", PROVINCE, "开始公开原值", guard="每名见证人都已提交指纹"),
        Edge("revealing", "draw", "drawn", PROVINCE, "抽定", guard="每名见证人都已公开，且与指纹相符"),
        Edge("committing", "redo", "framing", PROVINCE, "作废重来", needs_reason=True),
        Edge("revealing", "redo", "framing", PROVINCE, "作废重来", needs_reason=True),
    ),
)  # fmt: skip

VISIT = Flow(
    "抽查",
    (
        State("planned", "待查", "待查", "info"),
        State("submitted", "待学校确认", "待学校确认", "warn"),
        State("confirmed", "已确认", "已确认", "ok"),
    ),
    (
        Edge("planned", "submit", "submitted", INSPECTORS, "提交抽查记录", guard="每项都有分数，与自查不同的写了理由"),
        Edge("submitted", "return", "planned", PROVINCE, "退回补充", needs_reason=True),
        Edge("submitted", "confirm", "confirmed", LEADERS, "确认抽查记录", guard="可以写下不同意见"),
    ),
)  # fmt: skip

EXPERT = Flow(
    "专家评分",
    (
        State("open", "评分中", "专家评分中", "info"),
        State("submitted", "已提交", "专家已评分", "ok"),
        State("dropped", "已退出", "已退出", "neutral"),
    ),
    (
        Edge("open", "submit", "submitted", NAMED, "提交评分", guard="每所高校的每一项都有分数，满分和 0 分写了理由"),
        Edge("submitted", "return", "open", PROVINCE, "退回重评", needs_reason=True),
        Edge("open", "drop", "dropped", PROVINCE, "退出评分", needs_reason=True),
        Edge("submitted", "drop", "dropped", PROVINCE, "退出评分", needs_reason=True),
    ),
)  # fmt: skip

OBJECTION = Flow(
    "异议",
    (
        State("open", "待答复", "待答复", "warn"),
        State("upheld", "成立", "成立", "ok"),
        State("dismissed", "不成立", "不成立", "neutral"),
    ),
    (
        Edge("open", "uphold", "upheld", PROVINCE, "成立", needs_reason=True),
        Edge("open", "dismiss", "dismissed", PROVINCE, "不成立", needs_reason=True),
    ),
)  # fmt: skip

PROBLEM = Flow(
    "整改问题",
    (
        State("found", "待制定措施", "待制定措施", "bad"),
        State("planned", "整改中", "整改中", "warn"),
        State("done", "待复查", "待复查", "info"),
        State("closed", "已销号", "已销号", "ok"),
        State("waived", "不再要求", "不再要求", "neutral"),
    ),
    (
        Edge("found", "plan", "planned", CAMPUS, "提交整改措施", guard="写明措施、责任人、期限"),
        Edge("planned", "plan", "planned", CAMPUS, "修改整改措施", guard="写明措施、责任人、期限"),
        Edge("planned", "report", "done", CAMPUS, "报告整改完成", guard="附佐证或写明结果"),
        Edge("done", "close", "closed", PROVINCE, "复查通过，销号", needs_reason=True),
        Edge("done", "reopen", "planned", PROVINCE, "复查未通过", needs_reason=True),
        Edge("found", "waive", "waived", PROVINCE, "不再要求", needs_reason=True),
        Edge("planned", "waive", "waived", PROVINCE, "不再要求", needs_reason=True),
    ),
)  # fmt: skip

FLOWS = {
    "SCHEME": SCHEME, "CYCLE": CYCLE, "SELF_CHECK": SELF_CHECK, "CHECK": CHECK, "DRAW": DRAW,
    "VISIT": VISIT, "EXPERT": EXPERT, "OBJECTION": OBJECTION, "PROBLEM": PROBLEM,
}  # fmt: skip
"""By the name they have here."""
