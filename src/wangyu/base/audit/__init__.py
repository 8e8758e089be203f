"""The tamper-evident log. Writers use ``wangyu.base.audit.op``: ``@op`` and ``say``."""
