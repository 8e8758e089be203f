"""The file room and the evidence box as a browser gets them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.base.core.files.hostile.build import pdf
from tests.records.evidence.conftest import upload
from wangyu.base.audit.models import Entry, Reading
from wangyu.base.core.files import path_of, sandbox
from wangyu.base.core.roles import Role
from wangyu.records.evidence import ops, queries
from wangyu.records.evidence.models import Classification, File

LIST = "/evidence/"


def at(name, file):
    return reverse(f"evidence:{name}", args=[file.pk])


BY_SCRIPT = {"HX-Request": "true"}


def text(response) -> str:
    return response.content.decode()


def test_upload_use_twice_preview_and_download(signed_in, figure) -> None:
    page = signed_in.post(reverse("evidence:upload"), {"file": upload("批复.png")}, follow=True)
    assert "已上传 1 份材料" in text(page)
    file = File.objects.get()
    for number in (1, 2):
        where = reverse("evidence:attach", args=[figure, number])
        assert "批复" in text(signed_in.post(where, {"file_id": file.pk}, headers=BY_SCRIPT))
    page = text(signed_in.get(at("file", file)))
    assert ("第1个数" in page, "第2个数" in page, at("preview", file) in page) == (True,) * 3


def test_bytes_come_as_a_sandboxed_attachment_under_a_generated_name(signed_in, file) -> None:
    response = signed_in.get(at("content", file))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "照片" not in file.stored_name
    assert b"".join(response.streaming_content) == path_of(file.stored_name).read_bytes()


def test_a_pdf_is_never_shown_inside_the_site_but_a_picture_may_be(signed_in, add, file) -> None:
    paper = add("通知.pdf", pdf())
    shown = signed_in.get(at("content", paper) + "?inline").headers["Content-Disposition"]
    assert shown.startswith("attachment")
    shown = signed_in.get(at("content", file) + "?inline").headers["Content-Disposition"]
    assert shown == "inline"


def test_a_film_is_sent_in_parts(signed_in, file) -> None:
    whole = path_of(file.stored_name).read_bytes()
    part = signed_in.get(at("content", file), headers={"range": "bytes=2-5"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, whole[2:6])
    assert part.headers["Content-Range"] == f"bytes 2-5/{len(whole)}"


def test_a_preview_is_a_picture_of_its_own(signed_in, file, add) -> None:
    assert signed_in.get(at("preview", file)).headers["Content-Type"] == "image/png"
    assert signed_in.get(at("preview", add("a.txt", b"a"))).status_code == 404


def test_a_paper_is_shown_at_the_page_and_a_film_at_the_second(signed_in, add, figure) -> None:
    paper = add("通知.pdf", pdf())
    page = text(signed_in.get(at("file", paper), {"page": "3"}))
    assert f"{at('preview', paper)}?page=3" in page
    assert "第 3 页" in page
    for asked in ("", "?page=1", "?page=99", "?page=x", "?page=99999999"):
        answer = signed_in.get(at("preview", paper) + asked)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png"), asked
    File.objects.filter(pk=paper.pk).update(media_type="video/mp4")
    assert "?inline#t=95" in text(signed_in.get(at("file", paper), {"second": "95"}))
    assert "#t=" not in text(signed_in.get(at("file", paper), {"second": "9e9"}))
    where = reverse("evidence:attach", args=[figure, 1])
    told = signed_in.post(where, {"file_id": paper.pk, "note": "1:35"}, headers=BY_SCRIPT)
    assert f"{at('file', paper)}?second=95" in text(told)


def test_another_page_is_drawn_and_kept_as_safe(signed_in, add, monkeypatch) -> None:
    paper = add("通知.pdf", pdf())
    monkeypatch.setattr(sandbox, "draw", lambda _, page: b"page %d" % page)
    answer = signed_in.get(at("preview", paper), {"page": "2"})
    assert answer.content == b"page 2"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    File.objects.update(classification=Classification.SENSITIVE)
    answer = signed_in.get(at("preview", paper), {"page": "2"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_reading_a_sensitive_file_is_logged(signed_in, file) -> None:
    File.objects.update(classification=Classification.SENSITIVE)
    signed_in.get(at("content", file))
    signed_in.get(at("preview", file))
    assert Entry.objects.filter(action="evidence.file.read").count() == 1
    File.objects.update(classification=Classification.INTERNAL)
    Reading.objects.all().delete()
    signed_in.get(at("content", file))
    assert Entry.objects.filter(action="evidence.file.read").count() == 1


def test_a_sensitive_file_is_not_kept_by_the_browser(signed_in, file) -> None:
    for secret, kept in (
        (Classification.INTERNAL, "private, no-cache"),
        (Classification.SENSITIVE, "no-store"),
    ):
        File.objects.update(classification=secret)
        for name in ("content", "preview"):
            assert signed_in.get(at(name, file)).headers["Cache-Control"] == kept


@pytest.mark.parametrize("name", ["file", "content", "preview"])
def test_another_universitys_file_looks_missing(signed_in, other_file, name) -> None:
    assert signed_in.get(at(name, other_file)).status_code == 404
    assert signed_in.get(reverse(f"evidence:{name}", args=[10**15])).status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "replace", "file"])
def test_another_universitys_file_is_not_changed(signed_in, other_file, name) -> None:
    assert signed_in.post(at(name, other_file), {"title": "换"}).status_code == 404
    assert File.objects.get().withdrawn_at is None


def test_the_room_shows_only_ones_own(signed_in, file, other_file) -> None:
    page = text(signed_in.get(LIST))
    assert "照片" in page
    assert "外校绝密材料" not in page
    assert "外校绝密材料" not in text(signed_in.get(LIST + "?q=绝密"))


@pytest.mark.parametrize(
    "query", ["?used=yes", "?used=no", "?kind=image", "?export=xlsx", "?page=999999999999999999"]
)
def test_the_room_is_filtered_and_exported(signed_in, file, query) -> None:
    assert signed_in.get(LIST + query).status_code == 200


def test_the_room_costs_the_same_at_one_and_three_files(
    signed_in, add, file, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    signed_in.get(LIST)
    with django_assert_max_num_queries(30) as first:
        signed_in.get(LIST)
    add("第二.png")
    add("第三.png")
    with django_assert_num_queries(len(first)):
        page = text(signed_in.get(LIST))
    assert ("第二" in page, "第三" in page) == (True, True)


def test_an_auditor_does_not_see_what_is_sensitive(client, file, province) -> None:
    factories.sign_in(client, factories.officer(Role.AUDITOR, province))
    assert client.get(at("file", file)).status_code == 200
    assert client.post(at("withdraw", file)).status_code == 403
    File.objects.update(classification=Classification.SENSITIVE)
    assert client.get(at("file", file)).status_code == 404


def test_somebody_who_keeps_nothing_is_told_why(client, db) -> None:
    factories.sign_in(client, factories.user())
    answer = client.get(LIST)
    assert answer.status_code == 403
    assert "不能查看材料室" in text(answer)


def test_a_wrong_file_is_named_and_the_right_one_kept(signed_in) -> None:
    given = [upload("坏.pdf", b"%PDF-"), upload()]
    page = signed_in.post(reverse("evidence:upload"), {"file": given}, follow=True)
    assert "不是完好的 PDF" in text(page)
    assert File.objects.get().title == "照片"


def test_a_script_is_told_where_to_go_and_the_messages_wait(signed_in) -> None:
    same = upload().read()
    for _ in range(2):
        answer = signed_in.post(
            reverse("evidence:upload"), {"file": upload("a.png", same)}, headers={"x-upload": "yes"}
        )
    assert (answer.status_code, answer.headers["X-Next"]) == (204, LIST)
    assert "没有重复保存" in text(signed_in.get(LIST))


def test_facts_are_changed_and_wrong_ones_kept_as_typed(signed_in, file) -> None:
    facts = {"title": "新名", "classification": "public", "issued_on": "2026-03-05"}
    signed_in.post(at("file", file), facts | {"expires_on": "2027-03-05"})
    file.refresh_from_db()
    assert (file.title, file.expires_on) == ("新名", date(2027, 3, 5))
    page = text(signed_in.post(at("file", file), facts | {"expires_on": "2020-01-01"}))
    assert ("不应早于" in page, "2020-01-01" in page) == (True, True)


def test_a_new_version_moves_only_uses_that_may_change(signed_in, file, use) -> None:
    use(file, 1)
    use(file, 3)
    signed_in.post(at("replace", file), {"file": upload(), "move": "on"})
    new = queries.newer_of(file)
    assert [u.subject_id for u in queries.uses_of_file(new)] == [1]
    assert at("file", new) in text(signed_in.get(at("file", file)))
    assert "查看旧版" in text(signed_in.get(at("file", new)))


def test_a_new_version_leaves_uses_alone_unless_asked(signed_in, file, use) -> None:
    use(file, 1)
    signed_in.post(at("replace", file), {"file": upload()})
    assert queries.uses_of_file(file).count() == 1


def test_a_wrong_new_version_is_explained(signed_in, file) -> None:
    page = signed_in.post(at("replace", file), follow=True)
    assert "请选择新版文件" in text(page)
    page = signed_in.post(at("replace", file), {"file": upload("a.png", b"x")}, follow=True)
    assert "扩展名与内容不符" in text(page)


def test_withdrawing_is_refused_while_in_use(signed_in, file, use, keeper, now) -> None:
    one = use(file)
    assert "正在佐证 1 处" in text(signed_in.post(at("withdraw", file), follow=True))
    ops.detach(use=one, actor=keeper, now=now)
    assert "已撤下" in text(signed_in.post(at("withdraw", file), follow=True))


def test_uses_of_things_one_may_not_see_are_only_counted(signed_in, file, use) -> None:
    use(file, 9)
    assert "您不能查看的事项" in text(signed_in.get(at("file", file)))


def test_the_box_adds_a_new_file_and_takes_it_away(signed_in, figure) -> None:
    where = reverse("evidence:attach", args=[figure, 1])
    box = signed_in.post(where, {"file": upload("合影.png"), "note": "第3页"}, headers=BY_SCRIPT)
    assert "合影" in text(box)
    assert "<html" not in text(box)
    away = reverse("evidence:detach", args=[figure, 1, queries.uses_of(figure, 1).get().pk])
    box = signed_in.post(away, headers=BY_SCRIPT)
    assert "没有佐证" in text(box)
    again = signed_in.post(away, headers=BY_SCRIPT)
    assert again.content.decode() == box.content.decode()  # asked twice


def test_without_script_evidence_has_a_page_of_its_own(signed_in, figure, file) -> None:
    where = reverse("evidence:attach", args=[figure, 1])
    page = text(signed_in.post(where, {"file": upload("合影.png")}, follow=True))
    assert "<html" in page
    assert "合影" in page
    found = text(signed_in.get(reverse("evidence:uses", args=[figure, 1]), {"q": "照"}))
    assert f'name="file_id" value="{file.pk}"' in found
    assert "请选择要上传的材料" in text(signed_in.post(where))
    use = queries.uses_of(figure, 1).get()
    away = reverse("evidence:detach", args=[figure, 1, use.pk])
    assert "没有佐证" in text(signed_in.post(away, follow=True))


def test_the_page_says_why_nothing_can_be_added(signed_in, figure) -> None:
    closed, open_ = (
        text(signed_in.get(reverse("evidence:uses", args=[figure, n]))) for n in (3, 1)
    )
    assert "现在不能为它增减佐证：只有本单位" in closed
    assert "上传并引用" not in closed
    assert "上传并引用" in open_
    assert "现在不能为它增减佐证" not in open_


def test_who_may_not_add_evidence_is_offered_no_form(signed_in, figure, file, use) -> None:
    use(file, 3)
    page = text(signed_in.get(reverse("evidence:uses", args=[figure, 3])))
    assert file.title in page
    assert "上传新材料" not in page
    assert "取消引用" not in page


def test_the_box_searches_only_ones_own_files(signed_in, figure, file, other_file) -> None:
    where = reverse("evidence:uses", args=[figure, 1])
    assert "照片" in text(signed_in.get(where, {"q": "照"}))
    assert "没有名称含" in text(signed_in.get(where, {"q": "绝密"}))


@pytest.mark.parametrize(("data", "words"), [({}, "请选择"), ({"file_id": "٣"}, "请选择")])
def test_the_box_says_what_is_missing(signed_in, figure, data, words) -> None:
    assert words in text(signed_in.post(reverse("evidence:attach", args=[figure, 1]), data))


def test_the_box_refuses_what_is_closed_unknown_or_anothers(signed_in, figure, other_file) -> None:
    def post(kind, pk, **data):
        return signed_in.post(reverse("evidence:attach", args=[kind, pk]), data).status_code

    assert post(figure, 3, file_id=other_file.pk) == 403
    assert post("no.such", 1) == 404
    assert post(figure, 1, file_id=other_file.pk) == 404


def test_the_province_may_not_prove_with_another_universitys_file(
    client, province, figure, other_file
) -> None:
    factories.sign_in(client, factories.officer(Role.PROVINCE_OFFICER, province))
    where = reverse("evidence:attach", args=[figure, 1])
    answer = client.post(where, {"file_id": other_file.pk})
    assert (answer.status_code, "同一单位" in text(answer)) == (403, True)


def test_bytes_that_are_gone_are_a_sentence(signed_in, file) -> None:
    path_of(file.stored_name).unlink()
    answer = signed_in.get(at("content", file))
    assert (answer.status_code, "从备份中恢复" in text(answer)) == (403, True)
