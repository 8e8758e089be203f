import pytest

from wangyu.base.lib.flow import Edge, Flow, IllegalMoveError, State

WRITER, CHECKER = frozenset({"writer"}), frozenset({"checker"})
STATES = (State("draft", "草稿", "填写中"), State("sent", "待审", "审核中", "info"))
SEND = Edge("draft", "send", "sent", WRITER, "提交")
RETURN = Edge("sent", "return", "draft", CHECKER, "退回", needs_reason=True)


@pytest.fixture
def flow():
    return Flow("test", STATES, [SEND, RETURN])


@pytest.mark.parametrize(
    ("state", "roles", "moves"),
    [("draft", ["writer"], [SEND]), ("draft", ["checker"], []), ("sent", ["checker"], [RETURN]),
     ("sent", ["writer", "checker"], [RETURN]), ("draft", [], [])],
)  # fmt: skip
def test_only_the_moves_of_a_role_are_offered(flow, state, roles, moves):
    assert flow.moves(state, roles) == moves


def test_a_legal_move_gives_its_edge(flow):
    assert flow.take("draft", "send", ["writer"]) is SEND
    assert flow.take("sent", "return", ["checker"], reason="缺少纪要") is RETURN


@pytest.mark.parametrize(
    ("state", "verb", "roles", "reason", "sentence"),
    [
        ("sent", "send", ["writer"], "", "当前状态是“待审”，不能进行这一步操作。"),
        ("draft", "fly", ["writer"], "", "当前状态是“草稿”，不能进行这一步操作。"),
        ("draft", "send", ["checker"], "", "您的角色不能“提交”。"),
        ("sent", "return", ["checker"], "  ", "“退回”必须写明理由。"),
    ],
)
def test_an_illegal_move_is_refused_with_its_sentence(flow, state, verb, roles, reason, sentence):
    with pytest.raises(IllegalMoveError) as refused:
        flow.take(state, verb, roles, reason=reason)
    assert str(refused.value) == sentence


def test_two_edges_with_one_state_and_verb_are_a_mistake_of_the_table():
    with pytest.raises(ValueError, match="share a state and a verb"):
        Flow("test", STATES, [SEND, Edge("draft", "send", "draft", CHECKER, "又提交")])


def test_an_edge_to_an_unknown_state_is_a_mistake_of_the_table():
    with pytest.raises(ValueError, match="nowhere"):
        Flow("test", STATES, [Edge("draft", "go", "nowhere", WRITER, "去")])


def test_the_diagram_shows_every_state_and_edge(flow):
    assert flow.mermaid().splitlines() == [
        "stateDiagram-v2", "  draft : 草稿", "  sent : 待审",
        "  draft --> sent : 提交", "  sent --> draft : 退回",
    ]  # fmt: skip
