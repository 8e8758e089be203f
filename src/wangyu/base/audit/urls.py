from django.urls import path

from wangyu.base.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="list"),
    path("<str:kind>/<int:pk>/", views.history, name="history"),
]
