"""The commonest Han words of jieba's dictionary, as the peers' corpus takes them. Prints word, frequency."""

from pathlib import Path

import jieba

found = []
for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf8").splitlines():
    word, count, *_ = line.split()
    if int(count) >= 20 and len(word) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in word):
        found.append((int(count), word))
for count, word in sorted(found, reverse=True)[:60_000]:
    print(word, count)
