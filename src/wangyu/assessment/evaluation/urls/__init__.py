"""Addresses of evaluations; each room has a file of its own."""

from wangyu.assessment.evaluation.urls import (
    checks,
    cycles,
    draws,
    mending,
    schemes,
    selfcheck,
    visits,
)

app_name = "evaluation"
urlpatterns = [
    *cycles.urlpatterns,
    *mending.urlpatterns,
    *schemes.urlpatterns,
    *selfcheck.urlpatterns,
    *checks.urlpatterns,
    *draws.urlpatterns,
    *visits.urlpatterns,
]
