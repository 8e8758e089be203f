from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "wangyu.institutions.orgs"
    verbose_name = "组织机构"
