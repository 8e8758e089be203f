from django.urls import path

from wangyu.base.core import published, views
from wangyu.base.core.drafts.views import draft

app_name = "core"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("draft/", draft, name="draft"),
    path("status/", views.status, name="status"),
    path("status/status.json", views.status_json, name="status_json"),
    path("keys/", published.keys, name="keys"),
    path("keys/wangyu-public-key.json", published.keys_json, name="keys_json"),
    path("keys/<str:name>", published.tool, name="tool"),
    path("healthz", views.health, name="health"),
    path("healthz/live", views.live, name="live"),
    path("healthz/ready", views.ready, name="ready"),
]
