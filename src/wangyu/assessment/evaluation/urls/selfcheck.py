from django.urls import path

from wangyu.assessment.evaluation.web import figures, overseeing, selfcheck

urlpatterns = [
    path("members/<int:pk>/", selfcheck.member, name="member"),
    path("members/<int:pk>/fill/", selfcheck.fill, name="fill"),
    path("members/<int:pk>/save/", selfcheck.save, name="save"),
    path("members/<int:pk>/confirm/", selfcheck.confirm, name="confirm"),
    path("members/<int:pk>/take/", selfcheck.take, name="take"),
    path("members/<int:pk>/move/<slug:verb>/", selfcheck.move, name="move_member"),
    path("members/<int:pk>/workbook/", selfcheck.book, name="member_book"),
    path("members/<int:pk>/deadline/", overseeing.extend, name="extend"),
    path("<int:pk>/remind/", overseeing.remind, name="remind"),
    path("<int:pk>/orphans/", overseeing.orphans, name="orphans"),
    path(
        "members/<int:pk>/figures/<str:measure>/<str:period>/",
        figures.of_member,
        name="member_figure",
    ),
]
