"""Every address of the platform, one line for each app."""

from django.urls import include, path
from django.views.generic import RedirectView

handler500 = "wangyu.base.core.views.server_error"
urlpatterns = [
    path("", include("wangyu.portal.urls")),
    path("account/email/", RedirectView.as_view(pattern_name="people:me"), name="no_email_page"),
    path("account/", include("allauth.urls")),
    path("people/", include("wangyu.institutions.people.urls")),
    path("signin/", include("wangyu.institutions.connections.urls")),
    path("orgs/", include("wangyu.institutions.orgs.urls")),
    path("evidence/", include("wangyu.records.evidence.urls")),
    path("ledger/", include("wangyu.records.ledger.urls")),
    path("policy/", include("wangyu.assessment.policy.urls")),
    path("audit/", include("wangyu.base.audit.urls")),
    path("notify/", include("wangyu.base.notify.urls")),
    path("style/", include("wangyu.base.ui.urls")),
    path("", include("wangyu.base.core.urls")),
]
