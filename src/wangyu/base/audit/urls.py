from django.urls import path

from wangyu.base.audit import public, views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="list"),
    path("roots/", public.roots, name="roots"),
    path("roots/roots.json", public.roots_json, name="roots_json"),
    path("roots/<str:day>.json", public.day_json, name="day_json"),
    path("<str:kind>/<int:pk>/", views.history, name="history"),
]
