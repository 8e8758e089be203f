"""The kinds of connection there are."""

from wangyu.institutions.connections.kinds.base import (
    Arrival,
    ArrivalError,
    Ask,
    Departure,
    Kind,
    Pair,
    Place,
    Step,
)
from wangyu.institutions.connections.kinds.cas import Cas
from wangyu.institutions.connections.kinds.oidc import Oidc
from wangyu.institutions.connections.kinds.saml import Saml
from wangyu.institutions.connections.kinds.wecom import Wecom

KINDS: dict[str, Kind] = {kind.key: kind for kind in (Cas(), Oidc(), Saml(), Wecom())}
CHOICES = [(kind.key, kind.label) for kind in KINDS.values()]

__all__ = [
    "CHOICES",
    "KINDS",
    "Arrival",
    "ArrivalError",
    "Ask",
    "Departure",
    "Kind",
    "Pair",
    "Place",
    "Step",
]
