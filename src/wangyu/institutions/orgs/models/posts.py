from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from wangyu.institutions.orgs.models.facts import OrgFact


class Office(OrgFact):
    """专门机构或科室."""

    KIND: ClassVar[str] = "office"
    LABEL: ClassVar[str] = "专门机构或科室"
    TAB: ClassVar[str] = "posts"
    END_WORD: ClassVar[str] = "撤销"

    name = models.CharField("名称", max_length=80)
    since = models.DateField("设立日期", null=True, blank=True)
    staffing = models.PositiveIntegerField(
        "编制数", null=True, blank=True, validators=[MaxValueValidator(10_000)]
    )
    duties = models.TextField("机构职责", max_length=2000, blank=True)
    head = models.CharField("负责人", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Appointment(OrgFact):
    """A post that somebody fills. The name need not be reported; the post counts without it."""

    KIND: ClassVar[str] = "appointment"
    LABEL: ClassVar[str] = "工作人员"
    TAB: ClassVar[str] = "posts"
    END_WORD: ClassVar[str] = "离岗"

    title = models.CharField("岗位", max_length=60)
    person_name = models.CharField("姓名", max_length=60, blank=True)
    full_time = models.BooleanField("专职", default=False)
    duties = models.TextField("岗位职责", max_length=2000, blank=True)
    since = models.DateField("到岗日期", null=True, blank=True)
    user_id = models.BigIntegerField("平台账号", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
