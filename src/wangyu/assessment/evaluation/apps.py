from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "wangyu.assessment.evaluation"
    verbose_name = "考核评估"

    def ready(self) -> None:
        from wangyu.assessment.evaluation import checks, measures, ports  # noqa: F401, PLC0415 -- fills the ports
