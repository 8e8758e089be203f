from django.urls import path

from wangyu.portal.web import me, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("desk/", me.desk, name="desk"),
    path("search/", public.find, name="search"),
]
