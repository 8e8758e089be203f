"""Words and papers of earlier rounds, offered at the same indicator: taken over only by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from wangyu.assessment.evaluation.logic.ageing import out_of_period
from wangyu.assessment.evaluation.logic.meaning import means_the_same
from wangyu.assessment.evaluation.logic.nodes import Indicator
from wangyu.assessment.evaluation.models import Cycle, Member
from wangyu.assessment.evaluation.queries.behind import Papers, papers_behind
from wangyu.assessment.evaluation.queries.carrying import rounds_before
from wangyu.assessment.evaluation.queries.cycles import scheme_of
from wangyu.assessment.evaluation.queries.facts import Facts, facts_of, places_of
from wangyu.assessment.evaluation.queries.offered import Offer, Paper
from wangyu.assessment.evaluation.queries.sheet import Sheet
from wangyu.base.lib.dates import local_day
from wangyu.records.evidence.models import Use


@dataclass(frozen=True, slots=True)
class Earlier:
    """A university's part in an earlier round."""

    member: Member
    leaves: Mapping[str, Indicator]
    words: Mapping[str, str]
    papers: Papers

    def uses(self, leaf: Indicator) -> list[Use]:
        cycle = self.member.cycle
        return self.papers.of(leaf, places_of(leaf, scheme_of(cycle.version), cycle.periods))


def offers_of(sheet: Sheet) -> dict[str, Offer]:
    """By leaf; a fixed number of queries a round. What is there already is not offered."""
    rounds = [part for cycle in rounds_before(sheet.member.cycle) for part in _parts(sheet, cycle)]
    if not rounds:
        return {}
    now = _papers(sheet.member, sheet.leaves, sheet.facts)
    found = {}
    for leaf in sheet.leaves:
        has = {use.file_id for use in now.of(leaf, _places(sheet.member, leaf))}
        offers = (_offer(sheet, leaf, one, has) for one in rounds)
        if offer := next((one for one in offers if one is not None), None):
            found[leaf.key] = offer
    return found


def _parts(sheet: Sheet, cycle: Cycle) -> Iterable[Earlier]:
    rows = Member.objects.filter(cycle=cycle, organisation=sheet.member.organisation_id)
    for member in rows.select_related("cycle__version__scheme"):
        tree = scheme_of(cycle.version)
        facts = facts_of([member], tree, cycle.periods)[member.pk]
        words = dict(member.answers.exclude(words="").values_list("indicator", "words"))
        leaves = {leaf.key: leaf for leaf in tree.leaves}
        yield Earlier(member, leaves, words, _papers(member, tree.leaves, facts))


def _places(member: Member, leaf: Indicator) -> list[tuple[str, str]]:
    return places_of(leaf, scheme_of(member.cycle.version), member.cycle.periods)


def _papers(member: Member, leaves: Iterable[Indicator], facts: Facts) -> Papers:
    return papers_behind(member, {one for leaf in leaves for one in _places(member, leaf)}, facts)


def _offer(sheet: Sheet, leaf: Indicator, earlier: Earlier, has: set[int]) -> Offer | None:
    before = earlier.leaves.get(leaf.key)
    if before is None or not means_the_same(leaf, before):
        return None
    answer = sheet.answers.get(leaf.key)
    words = "" if answer is None or answer.words else earlier.words.get(leaf.key, "")
    uses = [use for use in earlier.uses(before) if use.file_id not in has] if answer else []
    if not words and not uses:
        return None
    first, last = sheet.periods[0].start, sheet.periods[-1].end
    papers = (Paper(use, _warning(use, first, last)) for use in uses)
    return Offer(earlier.member.cycle, words, tuple(papers))


def _warning(use: Use, first: date, last: date) -> str:
    file = use.file
    return out_of_period(file.issued_on, file.expires_on, local_day(file.uploaded_at), first, last)
