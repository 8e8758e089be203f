"""The request as our views see it."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest

from wangyu.base.core.access import Actor


class Request(HttpRequest):
    """A request that has passed the middleware of people."""

    actor: Actor
    arrived: Callable[[], datetime]
    """When its first byte came, by the database's clock: the ``now`` of every op it leads to."""
