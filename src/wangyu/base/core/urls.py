from django.urls import path

from wangyu.base.core import views

app_name = "core"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("status/", views.status, name="status"),
    path("status/status.json", views.status_json, name="status_json"),
    path("healthz", views.health, name="health"),
]
