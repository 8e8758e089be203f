from django.urls import path

from wangyu.assessment.policy.web import board, public, standards, university

app_name = "policy"
urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/mine/", university.mine, name="mine"),
    path("board/<int:org_id>/", university.university, name="university"),
    path("board/<int:org_id>/page.pdf", university.university_page, name="university_pdf"),
    path("board/<int:org_id>/<int:number>/", university.cell, name="cell"),
    path("standards/", standards.standards, name="standards"),
    path("clauses/", public.clauses, name="clauses"),
    path("clauses/<int:number>/", public.clause, name="clause"),
    path("packs/", public.packs, name="packs"),
]
