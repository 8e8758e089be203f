"""Who sees what is (to be) concluded, a draw and a scheme."""

from __future__ import annotations

import pytest

from tests.comers import ask, holding, missing, whose
from wangyu.assessment.evaluation.access import concluding, draws, schemes
from wangyu.assessment.evaluation.logic.flow import CYCLE
from wangyu.assessment.evaluation.models import (
    Conclusion,
    Draw,
    DrawStep,
    Objection,
    Scheme,
    Version,
    Witness,
)
from wangyu.base.core.access import NotVisible, Refused
from wangyu.base.core.roles import Role
from wangyu.institutions.people.logic.links import hash_of

pytestmark = pytest.mark.django_db
STAFF, OVER = "officer head", "officer head auditor"
CAMPUS = "campus reporter leader"
NOT_OVER = "judge campus reporter leader student other third nobody"
NOT_STAFF = "auditor judge campus reporter leader student other third nobody"


@pytest.fixture
def twofold(elsewhere, university):
    """Oversees another province, and is of a university of this one."""
    roles = {"keeper": Role.PROVINCE_OFFICER, "reader": Role.AUDITOR}
    mine = Role.UNIVERSITY_REPORTER, university
    return {name: holding(mine, (role, elsewhere)) for name, role in roles.items()}


class TestConclusions:
    def test_everything_found_is_for_who_oversees_once_it_is_combined(self, people, make_round, of):
        for state in CYCLE.states:
            round_ = make_round(state)
            combined = state in {"concluding", "noticed", "released"}
            let_in = OVER if combined else ""
            assert ask(people, concluding.access_combined, round_).let_in == let_in
            assert ask(people, concluding.access_sheet, of(round_)).let_in == let_in

    def test_all_others_are_told_so_of_a_missing_one_too(self, people, make_round, of, twofold):
        part = of(make_round("concluding"))
        assert ask(people, concluding.access_combined, part.cycle).told == NOT_OVER
        for door in (
            concluding.access_sheet, concluding.access_conclusion, concluding.access_objection
        ):  # fmt: skip
            assert missing(people, door, 0) == NOT_OVER
        assert ask(twofold, concluding.access_sheet, part) == ("", "keeper reader")

    def test_a_university_sees_its_result_when_it_is_shown(self, people, make_round, of):
        for state in CYCLE.states:
            part = of(make_round(state))
            shown = state in {"noticed", "released"}
            seen = OVER if state == "draft" else f"{OVER} {CAMPUS}"
            expected = (seen, "") if shown else ("", seen)
            assert ask(people, concluding.access_result, part) == expected
            own = ask(people, concluding.access_own_result, part)
            assert own == ((CAMPUS, OVER) if shown else ("", seen))

    def test_a_conclusion_and_an_objection_are_for_who_oversees(
        self, people, make_round, of, twofold, now
    ):
        made = []
        for _ in range(2):
            round_ = make_round("noticed")
            concluded = Conclusion.objects.create(
                cycle=round_, number=1, bundle_name=f"{round_.pk}", sha256="0" * 64, made_at=now
            )
            made.append((concluded, Objection.objects.create(member=of(round_), words="有误", at=now)))  # fmt: skip
        for concluded, objection in made:
            for door, one in (
                (concluding.access_conclusion, concluded), (concluding.access_objection, objection)
            ):  # fmt: skip
                assert ask(people, door, one) == (OVER, NOT_OVER)
                assert ask(twofold, door, one) == ("", "keeper reader")

    def test_rounds_that_chose_examples_are_public_once_released(self, make_round):
        make_round("released")
        for state in CYCLE.states:
            for form in ("full", "interim", "commendation"):
                one = make_round(state, form=form)
                if state == "released" and form != "interim":
                    assert concluding.access_released(one.pk) == one
                else:
                    with pytest.raises(NotVisible):
                        concluding.access_released(one.pk)


class TestDraws:
    @pytest.fixture
    def drawn(self, make_round, now):
        """One that was published, after another; with a witness each."""
        made = []
        for name in ("甲", "乙"):
            draw = Draw.objects.create(cycle=make_round("mutual"), size=2, published_at=now)
            Witness.objects.create(draw=draw, name=name, token_hash=hash_of(name))
            made.append(draw)
        return made[1]

    def test_it_is_public_once_it_was_published(self, drawn, make_round, now):
        hidden = Draw.objects.create(cycle=make_round("mutual"), size=2)
        assert draws.access_public_draw(drawn.pk) == drawn
        for pk in (hidden.pk, 0):
            with pytest.raises(NotVisible):
                draws.access_public_draw(pk)
        for _ in "ab":
            DrawStep.objects.create(draw=hidden, verb="redo", at=now)
        assert draws.access_public_draw(hidden.pk) == hidden

    def test_it_is_moved_by_the_staff(self, people, drawn, twofold):
        witness = drawn.witnesses.get()
        for door, one in ((draws.access_own_draw, drawn), (draws.access_own_witness, witness)):
            assert ask(people, door, one) == (STAFF, "auditor")
            assert ask(twofold, door, one) == ("", "")

    def test_a_witness_comes_by_the_link(self, drawn):
        assert draws.access_witness("乙") == drawn.witnesses.get()
        with pytest.raises(NotVisible):
            draws.access_witness("丙")


class TestSchemes:
    @pytest.fixture
    def last(self, version, now):
        facts = {"data": {}, "sha256": "0" * 64, "made_at": now, "changed_at": now}
        return Version.objects.create(scheme=version.scheme, number=2, **facts)

    def test_a_scheme_is_read_by_who_oversees_and_changed_by_the_staff(self, people, last):
        assert whose(people, schemes.visible_versions) == {"officer": 2, "head": 2, "auditor": 2}
        assert ask(people, schemes.access_version, last) == (OVER, NOT_OVER)
        assert ask(people, schemes.access_own_version, last) == (STAFF, NOT_STAFF)
        assert missing(people, schemes.access_version, 0) == NOT_OVER
        assert missing(people, schemes.access_own_version, 0) == NOT_STAFF

    def test_who_keeps_another_provinces_does_not_change_what_they_only_read(
        self, last, province, elsewhere
    ):
        both = holding((Role.AUDITOR, province), (Role.PROVINCE_OFFICER, elsewhere))
        assert schemes.access_version(both, last.pk) == last
        with pytest.raises(Refused):
            schemes.access_own_version(both, last.pk)

    def test_another_provinces_scheme_is_not_there(self, people, last, elsewhere):
        Scheme.objects.update(owner=elsewhere)
        assert ask(people, schemes.access_version, last) == ("neighbour", NOT_OVER)
