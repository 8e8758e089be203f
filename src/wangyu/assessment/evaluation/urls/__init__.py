"""Addresses of evaluations; each room has a file of its own."""

from wangyu.assessment.evaluation.urls import (
    checks,
    concluding,
    cycles,
    draws,
    mending,
    panels,
    schemes,
    selfcheck,
    visits,
)

app_name = "evaluation"
urlpatterns = [
    *checks.urlpatterns,
    *concluding.urlpatterns,
    *cycles.urlpatterns,
    *draws.urlpatterns,
    *mending.urlpatterns,
    *panels.urlpatterns,
    *schemes.urlpatterns,
    *selfcheck.urlpatterns,
    *visits.urlpatterns,
]
