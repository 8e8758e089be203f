"""What one process remembers for itself: pages and answers that are the same for everybody.

What all processes must know together is in Django's default cache; see ``shared``.
"""

from __future__ import annotations

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

memory = ConnectionProxy(caches, "memory")
