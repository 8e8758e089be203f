"""Policy packs read from ``packs/``: one folder, a policy."""

from wangyu.assessment.policy.kinds.pack import Pack, pack, pack_names

__all__ = ["Pack", "pack", "pack_names"]
