from django.urls import path

from wangyu.assessment.evaluation.web import drafts, schemebooks, schemes, tryout

urlpatterns = [
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/new/", schemes.new, name="scheme_new"),
    path("schemes/import/", schemebooks.import_new, name="scheme_import"),
    path("schemes/<int:pk>/", schemes.version, name="version"),
    path("schemes/<int:pk>/move/<slug:verb>/", schemes.move, name="version_move"),
    path("schemes/<int:pk>/next/", schemes.next_version, name="version_next"),
    path("schemes/<int:pk>/discard/", schemes.discard, name="version_discard"),
    path("schemes/<int:pk>/head/", drafts.head, name="version_head"),
    path("schemes/<int:pk>/undo/", drafts.undo, name="version_undo"),
    path("schemes/<int:pk>/add/", drafts.add, name="indicator_add"),
    path("schemes/<int:pk>/indicators/<slug:key>/", drafts.indicator, name="indicator"),
    path(
        "schemes/<int:pk>/indicators/<slug:key>/<slug:way>/", drafts.shift, name="indicator_shift"
    ),
    path("schemes/<int:pk>/workbook/", schemebooks.workbook, name="version_workbook"),
    path("schemes/<int:pk>/toml/", schemebooks.toml, name="version_toml"),
    path("schemes/<int:pk>/import/", schemebooks.import_, name="version_import"),
    path("schemes/<int:pk>/compare/", tryout.compare, name="version_compare"),
    path("schemes/<int:pk>/try/", tryout.try_out, name="version_try"),
]
