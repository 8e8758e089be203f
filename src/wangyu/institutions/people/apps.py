from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wangyu.institutions.people"
    verbose_name = "人员与权限"
