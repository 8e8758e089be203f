from django.urls import path

from wangyu.assessment.policy.web import board, public, standards

app_name = "policy"
urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/mine/", board.mine, name="mine"),
    path("board/<int:org_id>/", board.university, name="university"),
    path("board/<int:org_id>/page.pdf", board.university_page, name="university_pdf"),
    path("board/<int:org_id>/<int:number>/", board.cell, name="cell"),
    path("standards/", standards.standards, name="standards"),
    path("clauses/", public.clauses, name="clauses"),
    path("clauses/<int:number>/", public.clause, name="clause"),
    path("packs/", public.packs, name="packs"),
]
