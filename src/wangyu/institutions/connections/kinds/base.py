"""What a kind of connection is. One kind is one file or one folder here, entered in ``__init__``."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import ClassVar

from wangyu.base.core.outside import Answer
from wangyu.base.lib.dates import show_date
from wangyu.institutions.connections.logic.begun import Begun

SKEW = 60
"""Seconds that two clocks may differ."""
SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing the officer fills in. A secret is sealed and never shown again."""

    name: str
    label: str
    help: str
    secret: bool = False
    required: bool = True
    address: bool = False
    long: bool = False
    switch: bool = False
    """On or off: "yes" or ""."""
    partner: bool = False
    """Who answers, or whom the answer is about: with another one, nobody is who they were."""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key of ours with its certificate, written as metadata write it. ``use`` as in ``KEY_PAIR``."""

    use: str
    certificate: str
    secret: str = field(repr=False)
    """"" when the installation has another key than the one it was sealed with."""


@dataclass(frozen=True, slots=True)
class Place:
    """A connection as its kind sees it. ``back`` is where the browser returns to."""

    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    back: str
    own_id: str = ""
    """Our name at the other side, which is also the address of what we tell about ourselves."""
    pairs: tuple[Pair, ...] = ()
    """The newest first."""

    def pair(self, *uses: str) -> Pair | None:
        """The first there is of these uses."""
        return next((p for use in uses for p in self.pairs if p.use == use), None)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back. ``claims`` are the names of what was told, never what it says."""

    subject: str
    name: str = ""
    mail: str = ""
    mail_verified: bool = False
    claims: tuple[str, ...] = ()
    proof: str = ""
    """What it was proved by, where that could be shown twice: it counts once."""
    opened: str = ""
    """The use of our key it was encrypted to; "" when it was not."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what to remember until it returns."""

    url: str
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trial: "ok", "warn" or "bad", what was found, and what would be right."""

    label: str
    tone: str
    text: str


PLAIN = re.compile(r"[A-Za-z0-9._~+/=:,@!*$%|-]{1,4096}")


class ArrivalError(Exception):
    """Somebody came back and is not let in; carries the sentence people read.

    ``remedy`` is for the officer who tries the connection: what has to be put right, and where.
    """

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.remedy = remedy


def opaque(word: str) -> str:
    """A code or ticket as the browser brought it, to be shown to who is said to have given it out.

    None is made of anything else, and a stranger's words could make a firewall there shut us out.
    """
    if not PLAIN.fullmatch(word):
        raise ArrivalError("学校的登录服务没有给出登录凭据，请重新登录一次。")
    return word


class Kind(ABC):
    key: ClassVar[str]
    label: ClassVar[str]
    hint: ClassVar[str]
    asks: ClassVar[tuple[Ask, ...]]
    keyed: ClassVar[bool] = False
    """Whether we may have a key of our own there."""

    @abstractmethod
    def start(self, place: Place, begun: Begun) -> Departure:
        """Where to send the browser."""

    @abstractmethod
    def finish(self, place: Place, begun: Begun, given: Mapping[str, str]) -> Arrival:
        """Who came back with what was ``given``. Raises ArrivalError."""

    def about(self, place: Place) -> str:  # noqa: ARG002 -- most kinds have nothing to tell
        """What the other side may read of us, as XML; "" for nothing."""
        return ""

    def faults(self, settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:  # noqa: ARG002 -- most say it all in ``asks``
        """What is wrong with the answers taken together: which one, and the sentence."""
        yield from ()

    def is_same(self, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        """Whether who signed in by the one are the same people when they sign in by the other."""
        names = [ask.name for ask in self.asks if ask.partner]
        return all(_bare(before, name) == _bare(after, name) for name in names)

    @abstractmethod
    def look(self, place: Place, now: datetime) -> Iterator[Step]:
        """What can be found out without signing in, one step after another."""


def _bare(settings: Mapping[str, str], name: str) -> str:
    return settings.get(name, "").strip().rstrip("/")


@dataclass(frozen=True, slots=True)
class Look:
    """The first steps of every trial: what an answer tells about certificate and clock."""

    answer: Answer
    now: datetime
    host: str = field(default="对方")

    def steps(self) -> Iterator[Step]:
        yield self._certificate()
        yield self._clock()

    def _certificate(self) -> Step:
        if self.answer.valid_until is None:
            return Step("证书", "warn", f"{self.host}没有用 https，只可用于试验。")
        until = datetime.fromtimestamp(self.answer.valid_until, UTC)
        days = (until - self.now).days
        if days < SOON_DAYS:
            text = f"证书到{show_date(until.date())}为止，只剩 {days} 天，请提醒对方更换。"
            return Step("证书", "warn", text)
        return Step("证书", "ok", f"通过验证，到{show_date(until.date())}为止。")

    def _clock(self) -> Step:
        try:
            theirs = parsedate_to_datetime(self.answer.headers["date"])
        except (KeyError, ValueError):
            return Step("时钟", "warn", "对方没有说明时间，无法比较。")
        apart = abs((theirs - self.now).total_seconds())
        if apart > SKEW:
            text = f"对方的时钟与平台相差 {int(apart)} 秒，应在 {SKEW} 秒以内；请两边都对时，否则会被当作过期。"
            return Step("时钟", "bad", text)
        return Step("时钟", "ok", "与平台一致。")
