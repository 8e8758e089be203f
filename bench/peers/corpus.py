"""The peer's corpus as JSON: texts, and which were planted as copies of which. Usage: corpus.py BASELINES TEXTS"""

import json
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from _zh import dup_corpus

texts, planted = dup_corpus(int(sys.argv[2]))
print(json.dumps([texts, planted], ensure_ascii=False))
