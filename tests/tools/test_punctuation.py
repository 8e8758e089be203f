"""Chinese sentences carry Chinese marks, and nothing else is touched.

Half-width marks stand here as ``chr(...)`` or beside Latin letters: this file is looked at too.
"""

from __future__ import annotations

import pytest

from tests.house.source import ROOT
from tools import punctuation

pytestmark = pytest.mark.thorough

COMMA, COLON, OPEN, CLOSE = map(chr, (0x2C, 0x3A, 0x28, 0x29))


def test_every_chinese_sentence_of_ours_has_full_width_marks() -> None:
    wrong = punctuation.main(ROOT, fix=False)
    assert not wrong, "运行 python tools/punctuation.py --fix：\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("half", "full"),
    [
        (f"填好{COMMA}再交", "填好，再交"),
        (f"截止{COLON}明天", "截止：明天"),
        (f"3 月{COMMA}5 所", "3 月，5 所"),
        (f"{OPEN}演示{CLOSE}", "（演示）"),
        (f"A{COMMA}再交", "A，再交"),
    ],
)
def test_a_mark_that_touches_chinese_is_widened(half: str, full: str) -> None:
    assert punctuation.widened(half) == full
    assert punctuation.widened(full) == full


@pytest.mark.parametrize("kept", ["17:00", "a, b", "f(x)", "1:8000", "call(名)"])
def test_what_is_not_a_sentence_is_kept(kept: str) -> None:
    assert punctuation.widened(kept) == kept


def test_in_python_only_what_people_read_is_widened() -> None:
    said = f'x = f"请{COMMA}看{{n}}"  # 注{COMMA}记\n'
    table, pattern = f'y = "名{COMMA}数\\n甲{COMMA}1"\n', f'z = r"{OPEN}日|月{CLOSE}"\n'
    new = punctuation.of_python(said + table + pattern)
    assert new == said.replace(f"请{COMMA}", "请，") + table + pattern


def test_in_a_template_tags_are_kept_and_their_words_widened() -> None:
    html = punctuation.KINDS[".html"]
    old = f'{{% ui "a" text="好{COMMA}再来" n=1 %}}{COMMA}看<b data-x="a{COLON}b">'
    assert html(old) == f'{{% ui "a" text="好，再来" n=1 %}}，看<b data-x="a{COLON}b">'


def test_a_guide_keeps_its_code(tmp_path) -> None:
    (tmp_path / "docs").mkdir()
    guide = tmp_path / "docs" / "a.md"
    guide.write_text(f"先装好{COMMA}再运行 `a 好{COMMA}b`\n", "utf-8")
    assert punctuation.main(tmp_path, fix=False) == ["docs/a.md:1"]
    punctuation.main(tmp_path, fix=True)
    assert guide.read_text("utf-8") == f"先装好，再运行 `a 好{COMMA}b`\n"
    assert punctuation.main(tmp_path, fix=False) == []
