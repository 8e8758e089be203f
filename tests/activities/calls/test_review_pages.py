"""The pages of reviewers and of the province that asks them: what stands there, and what never does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.activities.calls.panel import (
    SCORES,
    give,
    make_round,
)
from wangyu.activities.calls.models import (
    BlindCopy,
    BlindPiece,
    Call,
    Message,
    Remark,
    Review,
)

pytestmark = pytest.mark.django_db
RUBRIC = {f"level-{key}": str(level) for key, level in SCORES.items()}


@pytest.fixture
def made(province, now):
    return make_round(province, now)


@pytest.fixture
def mine(made, now):
    return give(made.works[0], made.panel[1], now)


@pytest.fixture
def code(made):
    return made.works[0].blind.code


@pytest.fixture
def me(as_, made, mine):
    return as_(made.people[1])


@pytest.fixture
def office(as_, officer_user):
    return as_(officer_user)


def page(client, name, *args, **asked):
    answer = client.get(reverse(f"calls:{name}", args=args), asked)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_reviewers_see_by_when(me, code, made, now):
    assert "评审截止 " not in page(me, "review", code)
    Call.objects.filter(pk=made.call.pk).update(review_due_at=now.replace(year=2098))
    for text in (
        page(me, "review", code),
        page(me, "my_reviews"),
        me.get("/desk/").content.decode(),
    ):
        assert "2098年3月5日" in text
    Call.objects.filter(pk=made.call.pk).update(review_due_at=now.replace(year=2020))
    assert "已过，请尽快提交" in page(me, "my_reviews")
    Review.objects.update(state="done")
    assert "已过，请尽快提交" not in page(me, "my_reviews")


def send(client, name, *args, **said):
    return client.post(reverse(f"calls:{name}", args=args), said)


def told(client, name, *args, **said):
    """What the next page says."""
    answer = client.post(reverse(f"calls:{name}", args=args), said, follow=True)
    return "".join(str(one) for one in answer.context["messages"])


class TestTheReviewer:
    def test_sees_a_list_by_code(self, me, made, code):
        text = page(me, "my_reviews")
        assert code in text
        assert "匿名作品" in text
        assert "已提交 0 / 1" in text
        assert made.works[0].title not in text

    def test_takes_the_list_along(self, me):
        answer = me.get(reverse("calls:my_reviews"), {"export": "xlsx"})
        assert answer["Content-Type"].startswith("application/vnd")

    def test_sees_the_blind_copy_and_nothing_of_whose_it_is(self, me, made, code):
        text = page(me, "review", code)
        assert "匿名的简介" in text
        assert "立意深刻，以小见大，有感染力" in text
        hidden = [made.works[0].title, "原来的简介", "不该看到的链接", made.works[0].organisation.name,
                  made.works[0].entrant.name, f"/entries/{made.works[0].pk}/"]  # fmt: skip
        assert not [word for word in hidden if word in text]

    def test_gets_files_under_the_name_of_the_code(self, me, code):
        answer = me.get(reverse("calls:review_piece", args=[code, "work", 1]))
        assert answer["Content-Disposition"] == f'attachment; filename="{code}-work-1.png"'
        assert answer["Cache-Control"] == "no-store"
        inline = me.get(reverse("calls:review_piece", args=[code, "work", 1]), {"inline": ""})
        assert inline["Content-Disposition"] == "inline"
        shown = me.get(reverse("calls:review_preview", args=[code, "work", 1]))
        assert shown["Content-Type"] == "image/png"
        BlindPiece.objects.update(preview_name="")
        assert me.get(reverse("calls:review_preview", args=[code, "work", 1])).status_code == 404

    @pytest.mark.parametrize(
        ("media_type", "tag"),
        [("video/mp4", "<video"), ("audio/mpeg", "<audio"), ("application/pdf", "的首页")],
    )
    def test_plays_films_and_sounds_and_looks_at_papers(self, me, code, media_type, tag):
        BlindPiece.objects.update(media_type=media_type)
        assert tag in page(me, "review", code)

    def test_is_told_of_a_file_that_could_not_be_made_blind(self, me, code):
        BlindPiece.objects.update(stored_name="", trouble="加密的文件")
        text = page(me, "review", code)
        assert "加密的文件" in text
        BlindPiece.objects.all().delete()
        BlindCopy.objects.update(answers={})
        assert "匿名副本" in page(me, "review", code)

    def test_saves_without_a_script(self, me, mine, code):
        assert told(me, "save_review", code, version="1", **RUBRIC, opinion="好") == "已保存。"
        mine.refresh_from_db()
        assert (mine.scores, mine.opinion) == (SCORES, "好")
        assert "checked" in page(me, "review", code)

    def test_saves_what_was_touched_by_script(self, me, code):
        answer = send(me, "save_review", code, version="1", script="1", **{"level-making": "5"})
        body = answer.json()
        assert (body["version"], body["filled"], len(body["missing"])) == (2, 1, 4)
        assert set(body) == {"version", "filled", "missing", "saved_at"}

    def test_is_asked_which_of_two_windows_counts(self, me, code):
        send(me, "save_review", code, version="1", script="1", **{"level-making": "5"})
        answer = send(me, "save_review", code, version="1", script="1", **{"level-making": "2"})
        assert answer.status_code == 409
        assert answer.json()["scores"] == {"making": 5}
        assert "另一个窗口" in told(me, "save_review", code, version="x", **RUBRIC)

    def test_is_told_when_the_review_is_over(self, me, code):
        Call.objects.update(state="deciding")
        answer = send(me, "save_review", code, version="1", script="1")
        assert "不在评审阶段" in answer.json()["refused"]
        assert "不在评审阶段" in told(me, "save_review", code, version="1")
        assert "现在只能查看" in page(me, "review", code)

    @pytest.mark.parametrize("level", ["", "0", "99999", "三", "-1"])
    def test_scores_only_what_the_rubric_has(self, me, mine, code, level):
        send(me, "save_review", code, version="1", **{"level-making": level})
        mine.refresh_from_db()
        assert mine.scores == {}

    def test_hands_in_or_is_told_what_is_missing(self, me, code):
        assert "“导向与立意”还没有评分" in told(me, "submit_review", code)
        send(me, "save_review", code, version="1", **RUBRIC)
        assert "已提交" in told(me, "submit_review", code)
        assert "不能进行这一步" in told(me, "decline_review", code, reason="忙")

    def test_declines_or_leaves_for_a_conflict(self, me, made, code, now):
        assert "必须写明理由" in told(me, "decline_review", code, reason="")
        assert "另请评委" in told(me, "decline_review", code, reason="忙")
        assert me.get(reverse("calls:review", args=[code])).status_code == 404
        other = made.works[1].blind.code
        give(made.works[1], made.panel[1], now)
        assert "不再由您评审" in told(me, "late_conflict", other, reason="同学")

    def test_remarks_on_a_second_of_a_film(self, me, code):
        piece = BlindPiece.objects.filter(copy__code=code)
        piece.update(media_type="video/mp4")
        said = {"piece": "work-1", "at": "1：25", "text": "转场太快"}
        assert told(me, "add_remark", code, **said) == "批注已保存。"
        text = page(me, "review", code)
        assert 'data-at="85"' in text
        assert "作品文件 1 分 25 秒" in text
        assert "target=" not in text
        assert "删去" in told(me, "remove_remark", Remark.objects.get().pk)
        assert not Remark.objects.exists()

    def test_remarks_on_a_page_or_on_the_whole(self, me, code):
        piece = BlindPiece.objects.filter(copy__code=code)
        piece.update(media_type="application/pdf")
        send(me, "add_remark", code, piece="work-1", at="3", text="数据有误")
        send(me, "add_remark", code, piece="", at="", text="整体不错")
        text = page(me, "review", code)
        there = reverse("calls:review_piece", args=[code, "work", 1])
        assert f'<a href="{there}?inline#page=3" target="beside">作品文件第 3 页' in text
        assert f'<a href="{there}?inline" target="beside">打开作品文件' in text
        assert "整件作品" in text
        BlindPiece.objects.update(stored_name="")
        assert "#page=3" not in page(me, "review", code)

    @pytest.mark.parametrize(
        ("media_type", "policy"),
        [
            ("application/pdf", "default-src 'none'; "),
            ("video/mp4", "media-src 'self'; default-src 'none'; "),
            ("image/png", "sandbox; "),
        ],
    )
    def test_browsers_show_it_with_what_they_have_which_starts_in_no_sandbox(
        self, me, code, media_type, policy
    ):
        BlindPiece.objects.update(media_type=media_type)
        where = reverse("calls:review_piece", args=[code, "work", 1])
        shown = me.get(where, {"inline": ""})
        assert shown["Content-Disposition"] == "inline"
        assert shown["Content-Security-Policy"].startswith(policy)
        assert me.get(where)["Content-Security-Policy"].startswith("sandbox; ")

    @pytest.mark.parametrize(("at", "word"), [("三", "请写页码"), ("1:x", "请写页码")])
    def test_a_place_that_is_none_is_explained(self, me, code, at, word):
        assert word in told(me, "add_remark", code, piece="", at=at, text="一")

    def test_an_empty_remark_is_explained(self, me, code):
        assert told(me, "add_remark", code, piece="", at="", text="")
        assert not Remark.objects.exists()

    def test_several_files_of_a_slot_are_numbered(self, me, code):
        piece = BlindPiece.objects.get(copy__code=code)
        piece.pk, piece.position = None, 2
        piece.save()
        assert "作品文件 2" in page(me, "review", code)

    def test_names_a_university_to_avoid_before_anything_is_given(self, as_, made):
        outside = as_(made.people[3])
        assert "申报要回避的学校" in page(outside, "my_reviews")
        pk = made.panel[3].pk
        assert "请选择要回避的学校" in told(outside, "own_conflict", pk, organisation="", reason="")
        said = {"organisation": str(made.schools[0].pk), "reason": "兼课"}
        assert "分派时会避开" in told(outside, "own_conflict", pk, **said)
        assert "已经申报过" in told(outside, "own_conflict", pk, **said)
        assert "已申报回避" in page(outside, "my_reviews")

    def test_learns_why_it_was_given_back(self, as_, officer_user, made, mine, code):
        Review.objects.filter(pk=mine.pk).update(state="done", scores=SCORES)
        office = as_(officer_user)
        assert "通知了他" in told(office, "reopen_review", mine.pk, reason="请补写意见")
        assert "请补写意见" in page(as_(made.people[1]), "review", code)


@pytest.fixture
def both(made, mine, now):
    """Two have handed in."""
    other = give(
        made.works[0], made.panel[2], now, "done", scores=SCORES | {"making": 1},
        reasons={"making": "制作粗糙得很"}, opinion="不同意入选",
    )  # fmt: skip
    Review.objects.filter(pk=mine.pk).update(state="done", scores=SCORES)
    return mine, other


class TestTheTalk:
    def test_waits_for_all(self, me, code, both):
        Review.objects.filter(pk=both[1].pk).update(state="scoring")
        text = page(me, "review", code)
        assert "其他评委都提交以后" in text
        assert "制作粗糙得很" not in text
        assert "已提交 1 位" in text
        assert "都提交以后才能讨论" in told(me, "talk", code, text="我给低了")

    @pytest.mark.usefixtures("both")
    def test_then_shows_the_others_without_names(self, me, made, code):
        assert "对方看不到您的姓名" in told(me, "talk", code, text="我给低了")
        text = page(me, "review", code)
        assert "制作粗糙得很" in text
        assert "评审一" in text
        assert "我给低了" in text
        assert "评委2" not in text
        assert made.schools[2].name not in text

    @pytest.mark.usefixtures("both")
    def test_a_message_of_who_left_stays_without_a_name(self, me, made, code, now):
        gone = give(made.works[0], made.panel[3], now, "freed")
        Message.objects.create(review=gone, text="我先退出", at=now)
        assert "已退出的评审" in page(me, "review", code)
