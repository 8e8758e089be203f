"""Search over everything a person may see, by Han bigrams, the same on both databases."""

from wangyu.base.core.search.find import LONGEST_QUERY, Hit, Results, find
from wangyu.base.core.search.index import put, rebuild, remove

__all__ = ["LONGEST_QUERY", "Hit", "Results", "find", "put", "rebuild", "remove"]
