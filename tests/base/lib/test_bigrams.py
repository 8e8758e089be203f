import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangyu.base.lib.bigrams import LONGEST_WORD, index_terms, query_phrases

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("网络思政", ["网络", "络思", "思政", "政"]),
        ("易班 2025", ["易班", "班", "2025"]),
        ("ＡＩ＋思政", ["ai", "思政", "政"]),
        ("。,", []),
    ],
)
def test_index_terms(text, terms):
    assert index_terms(text) == terms


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("思政", [["思政"]]),
        ("网络思政", [["网络", "络思", "思政"]]),
        ("政", [["政*"]]),
        ("AI 网络思政", [["网络", "络思", "思政"], ["ai*"]]),
        ("", []),
    ],
)
def test_query_phrases(text, phrases):
    assert query_phrases(text) == phrases


def _stand_side_by_side(phrase, terms):
    size = len(phrase)
    return any(terms[i : i + size] == phrase for i in range(len(terms)))


@given(HAN, st.data())
def test_any_part_of_two_or_more_characters_is_found(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    (phrase,) = query_phrases(text[start:end])
    assert _stand_side_by_side(phrase, index_terms(text))


def test_a_word_longer_than_a_database_takes_is_cut_on_both_sides():
    (term,) = index_terms("a" * 3000)
    assert query_phrases("a" * 3000) == [[term + "*"]]
    assert len(term) == LONGEST_WORD
