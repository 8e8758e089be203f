from django.urls import path

from wangyu.assessment.evaluation.web import cycles

urlpatterns = [
    path("", cycles.cycles, name="cycles"),
    path("new/", cycles.new, name="new"),
    path("<int:pk>/", cycles.cycle, name="cycle"),
    path("<int:pk>/members/", cycles.members, name="members"),
    path("<int:pk>/change/", cycles.change, name="change"),
    path("<int:pk>/move/<slug:verb>/", cycles.move, name="move"),
    path("<int:pk>/deadline/", cycles.deadline, name="deadline"),
    path("<int:pk>/discard/", cycles.discard, name="discard"),
]
