from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests import factories
from wangyu.base.notify.digest import Outcome, send_digests
from wangyu.base.notify.models import MailChoice, Notification, Preference
from wangyu.base.notify.send import notify, untold

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return factories.user("张三", email="zhang@example.org")


@pytest.fixture
def tell(person, now):
    def make(key="k1", *, to=(), at=now, title="窗口已开放"):
        return notify(
            recipients=to or [person.pk], kind="window", title=title, body="", url="/desk/",
            key=key, now=at,
        )  # fmt: skip

    return make


def test_nobody_is_told_twice_of_one_thing(tell, person):
    other = factories.user()
    assert untold([person.pk, other.pk], "k1") == [person.pk, other.pk]
    for key, to in (("k1", ()), ("k1", ()), ("k1", [person.pk, other.pk, other.pk]), ("k2", ())):
        tell(key, to=to)
    assert untold([person.pk, other.pk], "k2") == [other.pk]
    assert Notification.objects.filter(recipient=person).count() == 2
    assert Notification.objects.filter(recipient=other).count() == 1


def test_a_long_title_is_cut(tell):
    tell(title="长" * 300)
    assert len(Notification.objects.get().title) == 120


def test_many_notices_are_one_mail_and_are_mailed_once(tell, now):
    for number in range(5):
        tell(f"k{number}")
    assert [send_digests(now).sent, send_digests(now).sent] == [1, 0]
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("网育：5 件事待您处理", ["zhang@example.org"])
    assert sent.body.count("/desk/") == 5


@pytest.mark.parametrize(("hours", "mails"), [(1, 0), (21, 1)])
def test_a_day_passes_between_two_digests(tell, now, hours, mails):
    tell()
    send_digests(now)
    tell("k2")
    assert send_digests(now + timedelta(hours=hours)).sent == mails


def test_one_notice_is_mailed_under_its_own_title(tell, now):
    tell()
    send_digests(now)
    assert mail.outbox[0].subject == "窗口已开放"


@pytest.mark.parametrize(
    "kept", ["窗口已开放\r\nBcc: x@evil.example", "窗口已开放\nBcc: x@evil.example"]
)
def test_a_title_of_two_lines_is_a_subject_of_one_and_stops_nobodys_mail(tell, person, now, kept):
    tell()
    Notification.objects.update(title=kept)
    assert send_digests(now) == Outcome(sent=1, failed=0)
    assert mail.outbox[0].subject == "窗口已开放 Bcc: x@evil.example"
    assert mail.outbox[0].recipients() == [person.email]
    tell("k2", title=kept)
    assert Notification.objects.get(key="k2").title == "窗口已开放 Bcc: x@evil.example"


@pytest.mark.parametrize(("choice", "mails"), [(MailChoice.AT_ONCE, 2), (MailChoice.NONE, 0)])
def test_mail_follows_the_persons_choice(tell, person, now, choice, mails):
    Preference.objects.create(user=person, mail=choice)
    tell()
    first = send_digests(now)
    tell("k2")
    assert first.sent + send_digests(now).sent == mails


def test_what_was_read_or_has_no_address_is_not_mailed(tell, now):
    tell()
    Notification.objects.update(read_at=now)
    tell(to=[factories.user().pk])
    assert send_digests(now) == Outcome(0, 0)


def test_the_command_says_how_many(tell, capsys):
    tell()
    call_command("send_digests")
    assert "发出 1 封汇总邮件" in capsys.readouterr().out


def test_one_mail_that_cannot_go_out_holds_up_no_other_and_stays_due(
    tell, person, now, monkeypatch
):
    other = factories.user(email="li@example.org")
    tell(to=[person.pk, other.pk])
    monkeypatch.setattr(
        mail.EmailMessage,
        "send",
        lambda self, **_: _refuse() if "zhang@example.org" in self.to else 1,
    )
    assert send_digests(now) == Outcome(1, 1)
    assert Notification.objects.get(mailed_at=None).recipient == person


def _refuse():
    raise SMTPException("mailbox full")


def test_the_command_says_what_could_not_go_out(tell, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell()
    with pytest.raises(CommandError, match="有 1 封没有发出"):
        call_command("send_digests")
    assert "发出 0 封" in capsys.readouterr().out
    assert Notification.objects.get().mailed_at is None


@pytest.fixture
def mine(client, person, tell):
    tell()
    tell(to=[factories.user().pk], title="别人独有的事")
    factories.sign_in(client, person)
    return client


def test_the_inbox_and_bell_show_ones_own_notices_only(mine):
    page = mine.get(reverse("notify:list")).content.decode()
    assert "窗口已开放" in page
    assert "别人独有的事" not in page
    assert "1" in mine.get(reverse("notify:bell")).content.decode()


def test_opening_marks_as_read_and_leads_on(mine, person):
    row = Notification.objects.get(recipient=person)
    assert mine.post(reverse("notify:open", args=[row.pk])).url == "/desk/"
    row.refresh_from_db()
    assert row.read_at


def test_anothers_notice_looks_missing(mine, person):
    row = Notification.objects.exclude(recipient=person).get()
    assert mine.post(reverse("notify:open", args=[row.pk])).status_code == 404


def test_reading_all_leaves_anothers_alone(mine):
    assert mine.post(reverse("notify:read_all")).status_code == 302
    assert Notification.objects.get(read_at=None).title == "别人独有的事"


def test_preferences_are_kept_and_a_wrong_one_is_refused(mine, person):
    url = reverse("notify:preferences")
    assert mine.get(url).status_code == 200
    assert mine.post(url, {"mail": "none"}).status_code == 302
    assert mine.post(url, {"mail": "often"}).status_code == 200
    assert Preference.objects.get(user=person).mail == MailChoice.NONE
