from django.urls import path

from wangyu.records.evidence.web import room, tus, uses

app_name = "evidence"
urlpatterns = [
    path("", room.room, name="list"),
    path("upload/", room.upload, name="upload"),
    path("uploads/", tus.uploads, name="uploads"),
    path("uploads/<str:key>/", tus.upload, name="one_upload"),
    path("uploads/<str:key>/discard/", tus.discard, name="discard_upload"),
    path("<int:pk>/", room.file, name="file"),
    path("<int:pk>/content/", room.content, name="content"),
    path("<int:pk>/preview/", room.preview, name="preview"),
    path("<int:pk>/replace/", room.replace, name="replace"),
    path("<int:pk>/withdraw/", room.withdraw, name="withdraw"),
    path("for/<str:kind>/<int:pk>/", uses.uses, name="uses"),
    path("for/<str:kind>/<int:pk>/attach/", uses.attach, name="attach"),
    path("for/<str:kind>/<int:pk>/<int:use_id>/detach/", uses.detach, name="detach"),
]
