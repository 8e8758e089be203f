"""What a form costs whoever fills it in: how much is asked, how much is there already."""

from __future__ import annotations

from dataclasses import dataclass

MINUTES_EACH = 2


@dataclass(frozen=True, slots=True)
class Burden:
    asked: int
    """Questions nobody has answered before: a person's work."""
    answered: int
    """Of them, those answered by now."""
    lacking: int
    """Figures that are to be filled in elsewhere, in the ledger."""
    brought: int
    """Figures that are there, and questions answered in the round before."""
    waiting: int
    """Of what was brought, answers still to be confirmed."""
    absent: int = 0
    """Figures the platform reckons itself and has nothing to reckon from: nobody is asked for them."""

    @property
    def items(self) -> int:
        return self.asked + self.lacking + self.brought + self.absent

    @property
    def share(self) -> float:
        """Which part of the items a person is asked for."""
        return (self.asked + self.lacking) / self.items if self.items else 0.0

    @property
    def left(self) -> int:
        return self.asked - self.answered

    @property
    def minutes(self) -> int:
        return max(5, MINUTES_EACH * self.left + self.waiting)

    @property
    def sentence(self) -> str:
        """要您填 3 项，已带出 12 项."""
        lacking = f"，另有 {self.lacking} 项数字在填报里缺" if self.lacking else ""
        absent = f"，{self.absent} 项平台还没有数，不用填" if self.absent else ""
        return f"要您填 {self.asked} 项{lacking}{absent}，已带出 {self.brought} 项"
