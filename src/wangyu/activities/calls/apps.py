from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "wangyu.activities.calls"
    verbose_name = "征集活动"

    def ready(self) -> None:
        from wangyu.activities.calls import measures, ports, tasks  # noqa: F401, PLC0415 -- ports
