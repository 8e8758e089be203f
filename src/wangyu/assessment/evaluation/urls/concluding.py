from django.urls import path

from wangyu.assessment.evaluation.web import concluding, noticing, objections, results

urlpatterns = [
    path("<int:pk>/combined/", concluding.combined, name="combined"),
    path("<int:pk>/combined/sway/", concluding.sway, name="sway"),
    path("<int:pk>/combined/decide/", concluding.decide_clear, name="decide_clear"),
    path("members/<int:pk>/sheet/", concluding.sheet, name="sheet"),
    path("members/<int:pk>/decide/", concluding.decide, name="decide"),
    path("conclusions/<int:pk>/", noticing.conclusion, name="conclusion"),
    path("conclusions/<int:pk>/bundle/", noticing.bundle, name="bundle"),
    path("<int:pk>/correct/", noticing.correct, name="correct"),
    path("<int:pk>/models/", noticing.models, name="models"),
    path("<int:pk>/objections/", objections.objections, name="objections"),
    path("objections/<int:pk>/", objections.objection, name="objection"),
    path("members/<int:pk>/result/", results.result, name="result"),
    path("members/<int:pk>/object/", results.object_to, name="object"),
    path("members/<int:pk>/bundle/", results.own_bundle, name="own_bundle"),
    path("members/<int:pk>/letter/", results.letter, name="letter"),
]
