"""Addresses of evaluations; each room has a file of its own."""

from wangyu.assessment.evaluation.urls import concluding, cycles, mending, schemes, selfcheck

app_name = "evaluation"
urlpatterns = [
    *cycles.urlpatterns,
    *concluding.urlpatterns,
    *mending.urlpatterns,
    *schemes.urlpatterns,
    *selfcheck.urlpatterns,
]
