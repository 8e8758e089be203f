from django.urls import path

from wangyu.assessment.evaluation.web import panels, rating

urlpatterns = [
    path("<int:pk>/panel/", panels.panel, name="panel"),
    path("<int:pk>/panel/name/", panels.name, name="name_expert"),
    path("panels/", rating.my_seats, name="my_seats"),
    path("panels/<int:pk>/", rating.seat, name="seat"),
    path("panels/<int:pk>/submit/", rating.submit, name="submit_seat"),
    path("panels/<int:pk>/return/", panels.give_back, name="return_seat"),
    path("panels/<int:pk>/drop/", panels.drop, name="drop_seat"),
    path("ratings/<int:pk>/", rating.rating, name="rating"),
    path("ratings/<int:pk>/save/", rating.save, name="save_rating"),
    path("ratings/<int:pk>/recuse/", rating.recuse, name="recuse"),
    path("ratings/<int:pk>/files/<int:use_id>/", rating.file, name="rating_file"),
    path("ratings/<int:pk>/files/<int:use_id>/preview/", rating.preview, name="rating_preview"),
]
