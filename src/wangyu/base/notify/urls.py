from django.urls import path

from wangyu.base.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("bell/", views.bell, name="bell"),
    path("<int:pk>/open/", views.open_one, name="open"),
    path("read/", views.read_all, name="read_all"),
    path("preferences/", views.preferences, name="preferences"),
]
