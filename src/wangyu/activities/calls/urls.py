from django.urls import path

from wangyu.activities.calls.web import entries, me, province, public

app_name = "calls"
urlpatterns = [
    path("", public.calls, name="calls"),
    path("new/", province.new, name="new"),
    path("<int:pk>/", public.call, name="call"),
    path("<int:pk>/change/", province.change, name="change"),
    path("<int:pk>/move/<slug:verb>/", province.move, name="move_call"),
    path("<int:pk>/deadline/", province.deadline, name="deadline"),
    path("<int:pk>/discard/", province.discard, name="discard_call"),
    path("<int:pk>/enter/<slug:track>/", me.begin, name="begin"),
    path("entries/", entries.entries, name="entries"),
    path("entries/<int:pk>/", entries.entry, name="entry"),
    path("entries/<int:pk>/form/", me.form, name="form"),
    path("entries/<int:pk>/place/", me.place, name="place"),
    path("entries/<int:pk>/files/<slug:slot>/", me.bring, name="bring"),
    path("entries/<int:pk>/people/", me.add_person, name="add_person"),
    path("entries/<int:pk>/submit/", me.submit, name="submit"),
    path("entries/<int:pk>/discard/", me.discard, name="discard_entry"),
    path("entries/<int:pk>/move/<slug:verb>/", entries.move, name="move_entry"),
    path("people/<int:pk>/renew/", me.renew, name="renew_link"),
    path("people/<int:pk>/remove/", me.remove_person, name="remove_person"),
    path("pieces/<int:pk>/", entries.piece, name="piece"),
    path("pieces/<int:pk>/preview/", entries.preview, name="preview"),
    path("pieces/<int:pk>/remove/", me.remove_piece, name="remove_piece"),
    path("confirm/<str:token>/", public.confirm, name="confirm"),
    path("receipts/<slug:number>/", public.slip, name="slip"),
    path("receipts/<slug:number>/receipt.json", public.slip_json, name="slip_json"),
]
