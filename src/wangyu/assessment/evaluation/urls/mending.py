from django.urls import path

from wangyu.assessment.evaluation.web import mending

urlpatterns = [
    path("problems/", mending.problems, name="problems"),
    path("problems/<int:pk>/", mending.problem, name="problem"),
    path("problems/<int:pk>/plan/", mending.plan, name="plan_problem"),
    path("problems/<int:pk>/report/", mending.report, name="report_problem"),
    path("problems/<int:pk>/decide/<slug:verb>/", mending.decide, name="decide_problem"),
    path("members/<int:pk>/problems/find/", mending.find, name="find_problem"),
]
