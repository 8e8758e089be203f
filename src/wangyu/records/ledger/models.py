"""The fact ledger. Entries are what people type; facts are what was signed, and never change."""

from decimal import Decimal

from django.conf import settings
from django.db import models

from wangyu.base.core.append_only import append_only
from wangyu.base.lib.periods import Period
from wangyu.institutions.orgs.models import Organisation
from wangyu.records.ledger.enums import (
    CorrectionState,
    FactState,
    Mode,
    SheetState,
    Source,
    WindowState,
)

USER = settings.AUTH_USER_MODEL


def figure(label: str) -> "models.DecimalField[Decimal | int | None, Decimal | None]":
    """A reported number; NULL is "not reported", which is not 0."""
    return models.DecimalField(label, max_digits=20, decimal_places=4, null=True, blank=True)


class Window(models.Model):
    """A reporting window: which items, of which period, from when to when."""

    title = models.CharField("名称", max_length=80)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="windows")
    pack = models.CharField("规则包", max_length=40)
    period_key = models.CharField("填报周期", max_length=8)
    opens_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("截止时间")
    grace_minutes = models.PositiveIntegerField("宽限（分钟）", default=0)
    note = models.TextField("填报说明", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=WindowState.choices, default=WindowState.DRAFT
    )
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-due_at"]

    @property
    def period_label(self) -> str:
        return Period.parse(self.period_key).label


class WindowItem(models.Model):
    """One item asked (or cited) in a window, with its definition frozen as it was then."""

    window = models.ForeignKey(Window, models.CASCADE, related_name="items")
    key = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.ASK)
    spec = models.JSONField()
    """label, unit, kind, section, clause, definition, evidence, minimum, maximum, prefill …"""

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["window", "key"], name="item_once")]


class Sheet(models.Model):
    """The one sheet of an organisation in a window."""

    window = models.ForeignKey(Window, models.PROTECT, related_name="sheets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sheets")
    state = models.CharField(
        "状态", max_length=10, choices=SheetState.choices, default=SheetState.FILLING
    )
    revision = models.PositiveIntegerField("提交次数", default=0)
    saved_at = models.DateTimeField("最近保存", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField("签批时间", null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    late = models.BooleanField("逾期", default=False)
    due_at = models.DateTimeField("单独延期至", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "organisation"], name="sheet_once")
        ]
        indexes = [models.Index(fields=["organisation", "state"])]


class Entry(models.Model):
    """A figure on a sheet while it is being filled in. Saved as one types.

    No row: not touched. Row with NULL value and empty text: left blank on purpose.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="entries")
    key = models.CharField(max_length=60)
    value = figure("数值")
    text = models.CharField("文字", max_length=1000, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    raw = models.CharField("原样", max_length=20_000, blank=True)
    """What was typed when it could not be understood, so that nothing is lost."""
    confirmed = models.BooleanField("已确认", default=True)
    """False: carried over from the period before and not yet looked at."""
    source = models.CharField(max_length=10, choices=Source.choices)
    source_text = models.CharField("来源", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "key"], name="entry_once")]


@append_only
class Decision(models.Model):
    """What happened to a sheet's revision: submitted, signed, verified or returned. Append-only."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="decisions")
    revision = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    reason = models.CharField("理由", max_length=500, blank=True)
    item_reasons = models.JSONField(default=dict)
    """Item key -> what is wrong with that figure."""
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


@append_only
class Fact(models.Model):
    """One signed figure. Never updated, never deleted: a correction is a new version."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="facts")
    key = models.CharField(max_length=60)
    period_key = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    value = figure("数值")
    text = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    source_text = models.CharField(max_length=200, blank=True)
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, related_name="facts")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="facts")
    revision = models.PositiveIntegerField(default=0)
    reason = models.CharField("更正理由", max_length=500, blank=True)
    entered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key", "period_key", "version"], name="fact_version_once"
            )
        ]


class Current(models.Model):
    """The fact in force for an organisation, item and period: a projection of the ledger."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    period_key = models.CharField(max_length=8)
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="+")
    value = figure("数值")
    text = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=FactState.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period_key", "key", "organisation"], name="current_once"
            )
        ]


class Correction(models.Model):
    """A university asks to correct a signed figure; the province decides."""

    fact = models.ForeignKey(Fact, models.PROTECT, related_name="corrections")
    value = figure("更正为")
    text = models.CharField(max_length=1000, blank=True)
    reason = models.CharField("理由", max_length=500)
    state = models.CharField(
        max_length=10, choices=CorrectionState.choices, default=CorrectionState.PROPOSED
    )
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField("答复", max_length=500, blank=True)


@append_only
class Receipt(models.Model):
    """Proof of what reached the platform and when: server time, content hash, signature."""

    number = models.CharField("回执号", max_length=24, unique=True)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="receipts")
    revision = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    at = models.DateTimeField("服务器时间")
    content_sha256 = models.CharField("内容指纹", max_length=64)
    signature = models.CharField("签名", max_length=128)


@append_only
class Snapshot(models.Model):
    """Measures frozen on a day, with one hash over all rows."""

    name = models.CharField("名称", max_length=80)
    period_key = models.CharField(max_length=8)
    taken_at = models.DateTimeField("冻结时间")
    taken_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField("指纹", max_length=64)
    row_count = models.PositiveIntegerField()


@append_only
class SnapshotRow(models.Model):
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="rows")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    value = figure("数值")
    numerator = figure("分子")
    denominator = figure("分母")
    as_of = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "key", "organisation"], name="snapshot_once"
            )
        ]
