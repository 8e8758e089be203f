from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "wangyu.activities.calls"

    def ready(self) -> None:
        from wangyu.activities.calls import (  # noqa: PLC0415 -- they register themselves
            measures,  # noqa: F401
            ports,  # noqa: F401
            tasks,  # noqa: F401
        )
