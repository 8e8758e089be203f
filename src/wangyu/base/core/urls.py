from django.urls import path

from wangyu.base.core import views

app_name = "core"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("healthz", views.health, name="health"),
]
