from django.db import models


class WindowState(models.TextChoices):
    DRAFT = "draft", "拟定中"
    OPEN = "open", "填报中"
    CLOSED = "closed", "已截止"


class SheetState(models.TextChoices):
    FILLING = "filling", "填报中"
    SUBMITTED = "submitted", "待校内签批"
    SIGNED = "signed", "待省中心核实"
    RETURNED = "returned", "已退回"
    VERIFIED = "verified", "已核实"


class Mode(models.TextChoices):
    ASK = "ask", "填写"
    CITE = "cite", "引用（平台已有，不再填写）"


class Source(models.TextChoices):
    TYPED = "typed", "填写"
    IMPORTED = "imported", "工作簿导入"
    PREFILLED = "prefilled", "平台已有数据"
    PREVIOUS = "previous", "上期填报"
    CORRECTED = "corrected", "更正"


class FactState(models.TextChoices):
    REPORTED = "reported", "已上报待核实"
    VERIFIED = "verified", "已核实"


class CorrectionState(models.TextChoices):
    PROPOSED = "proposed", "待省中心决定"
    ACCEPTED = "accepted", "已采纳"
    REFUSED = "refused", "未采纳"
