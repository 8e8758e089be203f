from django.urls import path

from wangyu.institutions.orgs.web import campus, facts, province, public, shared, uploads

app_name = "orgs"
urlpatterns = [
    path("public/", public.public_list, name="public_list"),
    path("public/<int:pk>/", public.public_detail, name="public_detail"),
    path("", shared.org_list, name="list"),
    path("<int:pk>/", shared.detail, name="detail"),
    path("<int:pk>/branch/", shared.branch, name="branch"),
    path("<int:pk>/edit/", campus.edit, name="edit"),
    path("<int:pk>/new/", campus.create, name="create"),
    path("<int:pk>/rename/", campus.rename, name="rename"),
    path("<int:pk>/close/", campus.close, name="close"),
    path("<int:pk>/reopen/", campus.reopen, name="reopen"),
    path("<int:pk>/move/", campus.move, name="move"),
    path("<int:pk>/bulk/", uploads.bulk, name="bulk"),
    path("<int:pk>/bulk/confirm/", uploads.bulk_confirm, name="bulk_confirm"),
    path("<int:pk>/bulk/template/", uploads.template, name="bulk_template"),
    path("<int:pk>/facts/<slug:kind>/new/", facts.add, name="fact_add"),
    path("facts/<slug:kind>/<int:pk>/", facts.fact, name="fact"),
    path("facts/<slug:kind>/<int:pk>/edit/", facts.change, name="fact_change"),
    path("facts/<slug:kind>/<int:pk>/end/", facts.end, name="fact_end"),
    path("roster/", province.roster, name="roster"),
    path("roster/confirm/", province.roster_confirm, name="roster_confirm"),
    path("<int:pk>/roster/", province.roster_entry, name="roster_entry"),
]
