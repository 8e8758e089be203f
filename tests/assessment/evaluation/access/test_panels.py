"""Who names experts, who rates, and what proves what is rated."""

from __future__ import annotations

import pytest

from tests import factories
from tests.comers import ask, holding, whose
from wangyu.assessment.evaluation.access import panels
from wangyu.assessment.evaluation.logic.flow import CYCLE, EXPERT
from wangyu.assessment.evaluation.models import Answer, Cycle, Expert, Rating
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role

pytestmark = pytest.mark.django_db
STAFF, OVER = "officer head", "officer head auditor"
CAMPUS = "campus reporter leader"


@pytest.mark.parametrize("least", [0, 2])
def test_a_panel_is_there_where_the_charter_asks_for_one(people, make_round, least):
    some = {name: people[name] for name in ("officer", "auditor", "campus")}
    for state in CYCLE.states:
        round_ = make_round(state, panel_least=least)
        combined = state in {"concluding", "noticed", "released"}
        seen = "officer auditor" if least and combined else ""
        assert ask(some, panels.access_panel, round_).let_in == seen
        kept = "officer" if least and state == "concluding" else ""
        assert ask(some, panels.access_kept_panel, round_).let_in == kept


class TestSeats:
    @pytest.fixture
    def users(self, province):
        return [factories.officer(Role.REVIEWER, province) for _ in "abc"]

    @pytest.fixture
    def experts(self, make_round, users, of, now):
        """Two on a panel, and one who was taken off it; a rating of each, after another round's."""
        made = []
        for round_ in [make_round("concluding", panel_least=2) for _ in "ab"]:
            made = [
                Expert.objects.create(cycle=round_, user=user, due_at=now, created_at=now)
                for user in users
            ]
            for one in made:
                Rating.objects.create(expert=one, member=of(round_))
        Expert.objects.filter(user=users[2]).update(state="dropped")
        return made

    @pytest.fixture
    def rating(self, experts):
        return experts[1].ratings.get()

    @pytest.fixture
    def everybody(self, people, province, users):
        named = zip(("first", "second", "dropped"), users, strict=True)
        mine = {name: holding((Role.REVIEWER, province), who=user) for name, user in named}
        return people | mine | {"retired": holding((Role.STUDENT, province), who=users[1])}

    def test_a_seat_is_seen_by_who_sits_there_and_by_the_province(self, everybody, experts):
        assert ask(everybody, panels.access_seat, experts[1]) == (f"{OVER} second", "")
        assert ask(everybody, panels.access_seat, experts[2]) == (OVER, "")
        assert whose(everybody, panels.my_seats) == {"first": 2, "second": 2}

    def test_it_is_handed_in_and_kept_by_one_side_each(self, everybody, experts):
        assert ask(everybody, panels.access_own_seat, experts[1]) == ("second", OVER)
        assert ask(everybody, panels.access_kept_seat, experts[1]) == (STAFF, "auditor second")

    def test_staff_of_the_province_may_sit_there_too(self, experts, province, users):
        staff = {"staff": holding((Role.PROVINCE_LEADER, province), who=users[0])}
        assert ask(staff, panels.access_own_seat, experts[0]) == ("staff", "")
        assert ask(staff, panels.access_own_seat, experts[1]) == ("", "staff")

    def test_what_somebody_is_to_a_seat(self, everybody, experts):
        roles = {n: {*panels.roles_for_seat(a, experts[1])} for n, a in everybody.items()}
        assert roles["second"] == {"reviewer", "expert"}
        assert roles["first"] == {"reviewer"}
        assert roles["head"] == {"province_leader"}
        assert roles["campus"] == set()

    def test_a_rating_is_its_experts(self, everybody, rating):
        assert ask(everybody, panels.access_rating, rating) == (f"{OVER} second", "")
        assert ask(everybody, panels.access_own_rating, rating) == ("second", OVER)

    def test_an_expert_opens_papers_while_they_rate(self, everybody, rating):
        asked = {"second": everybody["second"], "auditor": everybody["auditor"]}
        for phase in ("concluding", "noticed"):
            for state in (one for one in EXPERT.states if one != "dropped"):
                for recused in ("", "师生"):
                    Cycle.objects.update(state=phase)
                    Expert.objects.update(state=state)
                    Rating.objects.update(recused=recused)
                    is_open = (phase, state, recused) == ("concluding", "open", "")
                    found = ask(asked, panels.access_rating_papers, rating)
                    assert found == (("second auditor", "") if is_open else ("auditor", "second"))

    def test_a_file_that_proves_what_is_rated_and_no_other(self, everybody, rating, attach):
        place = rating.member.organisation
        keys = {key: Answer.objects.create(member=rating.member, indicator=key).pk for key in ("plans", "impact")}  # fmt: skip
        uses = {key: attach(place, "evaluation.answer", pk) for key, pk in keys.items()}
        second = everybody["second"]
        found = panels.access_rating_file(second, rating.pk, uses["impact"].pk)
        assert found == (rating, uses["impact"])
        with pytest.raises(NotVisible):
            panels.access_rating_file(second, rating.pk, uses["plans"].pk)
        Rating.objects.update(recused="师生")
        with pytest.raises(Refused):
            panels.access_rating_file(second, rating.pk, uses["impact"].pk)
