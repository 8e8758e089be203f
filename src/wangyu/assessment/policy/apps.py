from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "wangyu.assessment.policy"
    verbose_name = "政策落实"

    def ready(self) -> None:
        from wangyu.assessment.policy import checks, ports  # noqa: F401, PLC0415 -- fills the ports
