"""The request as our views see it."""

from django.http import HttpRequest

from wangyu.base.core.access import Actor


class Request(HttpRequest):
    """A request that has passed the middleware of people."""

    actor: Actor
