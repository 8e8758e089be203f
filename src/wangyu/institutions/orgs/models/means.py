from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from wangyu.institutions.orgs.enums import BudgetLevel, RoomTenure, RoomUse
from wangyu.institutions.orgs.models.facts import OrgFact

NOT_NEGATIVE = [MinValueValidator(0)]


class Room(OrgFact):
    KIND: ClassVar[str] = "room"
    LABEL: ClassVar[str] = "场地"
    TAB: ClassVar[str] = "rooms"

    name = models.CharField("名称", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True)
    area_m2 = models.DecimalField(
        "面积(㎡)", max_digits=8, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    use = models.CharField("用途", max_length=4, choices=RoomUse.choices)
    tenure = models.CharField("权属", max_length=10, choices=RoomTenure.choices, blank=True)
    independent = models.BooleanField("相对独立", default=False)
    since = models.DateField("启用日期", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Budget(OrgFact):
    """Money of one year in yuan. Nothing entered (None) is not 0."""

    KIND: ClassVar[str] = "budget"
    LABEL: ClassVar[str] = "专项经费"
    TAB: ClassVar[str] = "budgets"
    END_WORD: ClassVar[str] = "作废"
    START: ClassVar[str] = "year"

    year = models.PositiveIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    level = models.CharField("级别", max_length=4, choices=BudgetLevel.choices)
    allocated = models.DecimalField(
        "预算（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    received = models.DecimalField(
        "到账（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    spent = models.DecimalField(
        "支出（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )

    class Meta:
        ordering = ["-year", "level", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "level"],
                condition=models.Q(until=None),
                name="budget_once_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_level_display()}"
