from django.urls import path

from wangyu.assessment.evaluation.web import draws

urlpatterns = [
    path("<int:pk>/draw/", draws.draw, name="draw"),
    path("<int:pk>/draw/witnesses/", draws.name_witness, name="name_witness"),
    path("draws/<int:pk>/", draws.public_draw, name="public_draw"),
    path("draws/<int:pk>/frame.csv", draws.frame, name="draw_frame"),
    path("draws/<int:pk>/publish/", draws.publish, name="publish_draw"),
    path("draws/<int:pk>/move/<slug:verb>/", draws.move, name="move_draw"),
    path("draws/<int:pk>/redo/", draws.redo, name="redo_draw"),
    path("witnesses/<int:pk>/renew/", draws.renew_witness, name="renew_witness"),
    path("witnesses/<int:pk>/remove/", draws.remove_witness, name="remove_witness"),
    path("witness/<str:token>/", draws.witness, name="witness"),
]
