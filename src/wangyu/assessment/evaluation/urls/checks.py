from django.urls import path

from wangyu.assessment.evaluation.web import checks, figures, pairs

urlpatterns = [
    path("<int:pk>/pairs/", pairs.pairs, name="pairs"),
    path("<int:pk>/pairs/take/", pairs.take, name="take_pairs"),
    path("<int:pk>/checks/", pairs.checks, name="checks"),
    path("<int:pk>/checks/deadline/", pairs.deadline, name="check_deadline"),
    path("checks/", checks.my_checks, name="my_checks"),
    path("checks/<int:pk>/", checks.check, name="check"),
    path("checks/<int:pk>/save/", checks.save, name="save_check"),
    path("checks/<int:pk>/submit/", checks.submit, name="submit_check"),
    path("checks/<int:pk>/decline/", checks.decline, name="decline_check"),
    path("checks/<int:pk>/return/", pairs.give_back, name="return_check"),
    path("checks/<int:pk>/replace/", pairs.replace, name="replace_check"),
    path("checks/<int:pk>/files/<int:use_id>/", checks.file, name="check_file"),
    path("checks/<int:pk>/files/<int:use_id>/preview/", checks.preview, name="check_preview"),
    path(
        "checks/<int:pk>/figures/<str:measure>/<str:period>/", figures.of_check, name="check_figure"
    ),
]
