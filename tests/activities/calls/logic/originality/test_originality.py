"""What was taken over is found and what only sounds alike is not; each passage reads the same in both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wangyu.activities.calls.logic.originality as engine
from wangyu.activities.calls.logic.originality import compare
from wangyu.activities.calls.logic.originality.candidates import common_above, index, pairs_of
from wangyu.activities.calls.logic.originality.letters import letters_of

HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
QUOTED = (
    "坚持立德树人根本任务把网络思想政治工作贯穿教育教学全过程各环节推动形成全员全程全方位育人格局"
)


class Writer:
    """Words of one to three letters, the frequent ones often, as in a language."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        picked = np.array(HAN)[self.random.integers(0, len(HAN), (3000, 3))]
        self.words = ["".join(row[: 1 + n % 3]) for n, row in enumerate(picked.tolist())]

    def chosen(self, count):
        return [self.words[int(r) % 3000] for r in 30 * self.random.pareto(0.8, count)]

    def text(self, words):
        return "。".join("".join(words[i : i + 12]) for i in range(0, len(words), 12)) + "。"

    def edited(self, words, part):
        """That part of the words replaced, sentences shuffled, a tenth cut."""
        new = self.chosen(len(words))
        words = [n if self.random.random() < part else w for w, n in zip(words, new, strict=True)]
        sentences = [words[i : i + 12] for i in range(0, len(words), 12)]
        self.random.shuffle(sentences)
        return [w for s in sentences[: max(1, len(sentences) * 9 // 10)] for w in s]


def found(texts, threshold=0.25, known=()):
    flags = np.isin(np.arange(len(texts)), known)
    return compare(texts, flags, threshold)


def pairs(texts, **options):
    return {(one.a, one.b) for one in found(texts, **options)}


@pytest.mark.parametrize("part", [0.0, 0.1, 0.2, 0.4])
def test_copies_are_found_and_only_they(part):
    writer = Writer(int(part * 10))
    originals = [writer.chosen(200) for _ in range(60)]
    texts = [writer.text(words) for words in originals]
    texts += [writer.text(writer.edited(words, part)) for words in originals[:20]]
    assert pairs(texts) == {(n, 60 + n) for n in range(20)}


def test_a_quotation_that_many_have_makes_nobody_a_copy():
    writer = Writer(7)
    texts = [QUOTED * 2 + writer.text(writer.chosen(30)) for _ in range(40)]
    assert pairs(texts) == set()
    assert pairs(texts[:3], threshold=0.2) == {(0, 1), (0, 2), (1, 2)}


def test_a_copy_is_found_beside_the_quotation_that_all_have():
    writer = Writer(8)
    own = [writer.text(writer.chosen(60)) for _ in range(30)]
    assert pairs([QUOTED + text for text in [*own, own[4]]]) == {(4, 30)}


def test_known_texts_are_not_reported_among_themselves():
    text = Writer(1).text(Writer(1).chosen(80))
    assert pairs([text, text, text], known=(0, 1)) == {(0, 2), (1, 2)}


def test_passages_are_places_of_the_original_text():
    one = "开头不同的一些话" + QUOTED
    two = "　" + "，".join(QUOTED) + "。结尾另说几句别的"
    (only,) = found([one, two])
    ((a, a_end, b, b_end),) = only.passages
    assert one[a:a_end] == QUOTED
    assert two[b:b_end].replace("，", "") == QUOTED
    assert only.overlap_a == len(QUOTED) / len(one)


def test_case_width_and_marks_make_no_difference():
    one, two = (
        "Open Data 2030: For Everybody, Always",
        "ｏｐｅｎ ｄａｔａ２０３０—ＦＯＲ everybody ALWAYS",
    )
    (only,) = found([one, two])
    assert (only.overlap_a, only.overlap_b) == (1.0, 1.0)


def test_letters_beyond_the_basic_plane_count_once():
    rare = "".join(chr(0x20000 + n) for n in range(40))
    (only,) = found([rare, "甲" + rare])
    assert only.passages == [[0, 40, 1, 41]]


def test_what_replaces_a_few_letters_stays_inside_the_passage():
    (only,) = found([QUOTED, QUOTED[:15] + "换了几个" + QUOTED[19:]])
    assert only.passages == [[0, len(QUOTED), 0, len(QUOTED)]]


@pytest.mark.parametrize(
    "texts", [[""], ["", "甲"], ["甲乙丙", "甲乙丙"], ["。。。。。。。", "，，，，，，，，"]]
)
def test_texts_too_short_to_say_anything_are_no_pair(texts):
    assert found(texts) == []


def test_nothing_depends_on_how_much_is_read_at_a_time(monkeypatch):
    writer = Writer(3)
    own = [writer.text(writer.chosen(50)) for _ in range(12)]
    texts = [*own, *own[:6]]
    whole = found(texts)
    monkeypatch.setattr(engine, "CHARACTERS", 100)
    monkeypatch.setattr(engine, "PAIRS", 1)
    assert found(texts) == whole
    assert len(whole) == 6


def plain_pairs(sets, most):
    """Texts that share two kept fingerprints of at most ``most`` texts, counted in the plainest way."""
    holders = {}
    for text, numbers in enumerate(sets):
        for number in numbers:
            holders.setdefault(number, []).append(text)
    shared = {}
    for texts in holders.values():
        if len(texts) <= most:
            for a in texts:
                for b in texts:
                    shared[a, b] = shared.get((a, b), 0) + (a < b)
    return {pair for pair, count in shared.items() if count >= 2}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text("甲乙丙", max_size=60), min_size=1, max_size=12))
def test_candidates_are_those_of_plain_counting(texts):
    entries = index([letters_of(texts)])
    number, text = (entries >> np.uint64(32)).tolist(), (entries & np.uint64(0xFFFFFFFF)).tolist()
    sets = [{n for n, t in zip(number, text, strict=True) if t == one} for one in range(len(texts))]
    first, second, _ = pairs_of(entries, len(texts))
    expected = plain_pairs(sets, common_above(len(texts)))
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == expected
