from django.urls import path

from wangyu.assessment.evaluation.web import figures, severity, visiting, visits

urlpatterns = [
    path("<int:pk>/severity/", severity.severity, name="severity"),
    path("<int:pk>/visits/", visits.visits, name="visits"),
    path("<int:pk>/visits/add/", visits.add, name="add_visit"),
    path("visits/<int:pk>/plan/", visits.plan, name="plan_visit"),
    path("visits/<int:pk>/return/", visits.give_back, name="return_visit"),
    path("visits/worker.js", visiting.worker, name="visit_worker"),
    path("visits/", visiting.my_visits, name="my_visits"),
    path("visits/<int:pk>/", visiting.visit, name="visit"),
    path("visits/<int:pk>/save/", visiting.save, name="save_visit"),
    path("visits/<int:pk>/photos/<slug:key>/", visiting.photo, name="visit_photo"),
    path("visits/<int:pk>/unphoto/<int:use_id>/", visiting.unphoto, name="remove_photo"),
    path("visits/<int:pk>/submit/", visiting.submit, name="submit_visit"),
    path("visits/<int:pk>/confirm/", visiting.confirm, name="confirm_visit"),
    path("visits/<int:pk>/files/<int:use_id>/", visiting.file, name="visit_file"),
    path("visits/<int:pk>/files/<int:use_id>/preview/", visiting.preview, name="visit_preview"),
    path(
        "visits/<int:pk>/figures/<str:measure>/<str:period>/", figures.of_visit, name="visit_figure"
    ),
]
