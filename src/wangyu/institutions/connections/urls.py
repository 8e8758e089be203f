from django.urls import path

from wangyu.institutions.connections.web import campus, keys, me, public

app_name = "connections"
urlpatterns = [
    path("", public.choose, name="choose"),
    path("bind/", public.bind, name="bind"),
    path("join/<int:invitation_id>/", public.join, name="join"),
    path("mine/", me.mine, name="mine"),
    path("mine/<int:binding_id>/undo/", me.undo, name="undo"),
    path("connections/", campus.connections, name="list"),
    path("connections/new/<str:kind>/", campus.new, name="new"),
    path("connections/<int:connection_id>/", campus.detail, name="detail"),
    path("connections/<int:connection_id>/change/", campus.change, name="change"),
    path("connections/<int:connection_id>/look/", campus.look, name="look"),
    path("connections/<int:connection_id>/try/", campus.attempt, name="try"),
    path("connections/<int:connection_id>/enable/", campus.enable, name="enable"),
    path("connections/<int:connection_id>/disable/", campus.disable, name="disable"),
    path("connections/<int:connection_id>/remove/", campus.remove, name="remove"),
    path("connections/<int:connection_id>/keys/", keys.make, name="make_key"),
    path("keys/<int:key_id>/drop/", keys.drop, name="drop_key"),
    path("<int:connection_id>/start/", public.start, name="start"),
    path("<int:connection_id>/back/", public.back, name="back"),
    path("<int:connection_id>/arrive/", public.sent_on, name="arrive"),
    path("<int:connection_id>/about/", public.about, name="about"),
]
