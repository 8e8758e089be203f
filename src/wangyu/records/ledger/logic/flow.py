"""The life of a sheet (clauses 7–9): filled in, signed inside the university, verified outside."""

from wangyu.base.lib.flow import Edge, Flow, State

REPORTERS = frozenset({"university_reporter", "university_officer"})
LEADERS = frozenset({"university_leader"})
PROVINCE = frozenset({"province_officer", "province_leader"})

SHEET = Flow(
    "填报表",
    (
        State("filling", "填报中", "填报中", "info"),
        State("submitted", "待校内签批", "校内审核中", "warn"),
        State("signed", "待省中心核实", "已上报", "info"),
        State("returned", "已退回", "补正中", "bad"),
        State("verified", "已核实", "已核实", "ok"),
    ),
    (
        Edge("filling", "submit", "submitted", REPORTERS, "提交校内签批", guard="必填项齐全、校验通过"),
        Edge("returned", "submit", "submitted", REPORTERS, "补正后提交", guard="必填项齐全、校验通过"),
        Edge("submitted", "recall", "filling", REPORTERS, "撤回修改", guard="尚未签批"),
        Edge("submitted", "send_back", "filling", LEADERS, "退回填报人", needs_reason=True),
        Edge("submitted", "sign", "signed", LEADERS, "签批上报", guard="截止与宽限由填报窗口规定"),
        Edge("signed", "verify", "verified", PROVINCE, "核实通过"),
        Edge("signed", "return", "returned", PROVINCE, "退回补正", needs_reason=True),
    ),
)  # fmt: skip
