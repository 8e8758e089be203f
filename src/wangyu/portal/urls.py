from django.urls import path

from wangyu.portal.web import demo, me, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("desk/", me.desk, name="desk"),
    path("demo/", demo.personas, name="demo"),
    path("search/", public.find, name="search"),
]
