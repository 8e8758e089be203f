"""Who reaches which mutual check, and what proves the figures behind it."""

from __future__ import annotations

import pytest

from tests.comers import ask, holding, which, whose
from wangyu.assessment.evaluation.access import checks
from wangyu.assessment.evaluation.logic.flow import CHECK, CYCLE
from wangyu.assessment.evaluation.models import Check
from wangyu.base.core.access import NotVisible
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
STAFF, OVER = "officer head", "officer head auditor"
CAMPUS = "campus reporter leader"


@pytest.fixture
def make_check(make_round, of, now):
    """The other university checks the first."""

    def make(state="open", phase="mutual"):
        round_ = make_round(phase)
        return Check.objects.create(
            checker=of(round_, other=True), checked=of(round_), state=state, due_at=now,
            created_at=now,
        )  # fmt: skip

    return make


@pytest.fixture
def check(make_check):
    """The last of several."""
    make_check()
    return make_check()


def test_a_check_is_seen_by_who_makes_it_and_at_last_by_who_had_it(people, make_check):
    for phase in CYCLE.states:
        made = phase not in {"draft", "self_check", "cancelled"}
        told = phase in {"noticed", "released"}
        for state in CHECK.states:
            seen = [OVER] + [CAMPUS] * (told and state == "submitted")
            seen += ["other"] * (made and state != "dropped")
            found = ask(people, checks.access_check, make_check(state, phase))
            assert found == (" ".join(seen), ""), (phase, state)


def test_what_one_had_is_not_what_one_makes(people, make_check):
    make_check("submitted", "released")
    assert whose(people, checks.my_checks) == {"other": 1}


def test_a_check_is_made_by_its_university_and_kept_by_the_province(people, check):
    assert ask(people, checks.access_own_check, check) == ("other", OVER)
    assert ask(people, checks.access_kept_check, check) == (STAFF, "auditor other")


def test_what_somebody_is_to_a_check(people, check):
    found = {name: checks.roles_for_check(actor, check) for name, actor in people.items()}
    assert {name: {*roles} for name, roles in found.items() if roles} == {
        "officer": {"province_officer"}, "head": {"province_leader"}, "auditor": {"auditor"},
        "judge": {"reviewer"}, "other": {"university_reporter"},
    }  # fmt: skip
    there = check.checker.organisation
    both = holding((Role.STUDENT, there), (Role.UNIVERSITY_LEADER, there))
    assert checks.roles_for_check(both, check) == {"university_leader"}


def test_a_peer_opens_papers_while_it_checks(people, make_check):
    for phase in ("mutual", "spot", "released"):
        for state in ("open", "submitted"):
            check = make_check(state, phase)
            now_open = (phase, state) == ("mutual", "open")
            peer = {"other": people["other"]}
            found = ask(peer, checks.access_check_papers, check)
            assert found == (("other", "") if now_open else ("", "other"))
            opened = which(people, lambda actor, check=check: checks.opens_papers(actor, check))
            assert opened == (" ".join(people) if now_open else f"{OVER} {CAMPUS}")


def test_a_file_that_proves_it_and_no_other(people, check, prove):
    first, second = (prove(part) for part in (check.checker, check.checked))
    for name in ("other", "officer", "auditor"):
        found = checks.access_check_file(people[name], check.pk, second.pk)
        assert found == (check, second)
        with pytest.raises(NotVisible):
            checks.access_check_file(people[name], check.pk, first.pk)


def test_what_is_sensitive_in_the_ledger_a_peer_does_not_open(people, check, sensitive):
    use = sensitive(check.checked)
    assert checks.access_check_file(people["officer"], check.pk, use.pk) == (check, use)
    with pytest.raises(NotVisible):
        checks.access_check_file(people["other"], check.pk, use.pk)
