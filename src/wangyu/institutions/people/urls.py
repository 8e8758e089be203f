from django.urls import path

from wangyu.institutions.people.web import invitations, me, public, recovery, shared

app_name = "people"
urlpatterns = [
    path("", shared.people, name="list"),
    path("<int:user_id>/", shared.person, name="person"),
    path("<int:user_id>/grant/", shared.grant, name="grant"),
    path("<int:user_id>/leave/", shared.leave, name="leave"),
    path("<int:user_id>/end-sessions/", shared.end_sessions, name="end_sessions"),
    path("<int:user_id>/recover/", recovery.ask, name="recover"),
    path("recoveries/", recovery.recoveries, name="recoveries"),
    path("recoveries/<int:recovery_id>/", recovery.recovery, name="recovery"),
    path("recoveries/<int:recovery_id>/agree/", recovery.agree, name="agree_recovery"),
    path("recoveries/<int:recovery_id>/refuse/", recovery.refuse, name="refuse_recovery"),
    path("recoveries/<int:recovery_id>/withdraw/", recovery.withdraw, name="withdraw_recovery"),
    path("grants/<int:grant_id>/end/", shared.end_grant, name="end_grant"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/sheet/", invitations.invite_sheet, name="invite_sheet"),
    path("invitations/template/", invitations.template, name="invite_template"),
    path("invitations/links/", invitations.links, name="invite_links"),
    path("invitations/<int:invitation_id>/", invitations.invitation, name="invitation"),
    path("invitations/<int:invitation_id>/reissue/", invitations.reissue, name="reissue"),
    path("invitations/<int:invitation_id>/revoke/", invitations.revoke, name="revoke"),
    path("invitation/<str:token>/", public.accept, name="accept"),
    path("demo/<str:username>/", public.demo_sign_in, name="demo_sign_in"),
    path("me/", me.me, name="me"),
    path("me/data/", me.own_data, name="own_data"),
    path("me/second-factor/", me.second_factor, name="second_factor"),
    path("me/sessions/", me.sessions, name="sessions"),
    path("me/sessions/end-others/", me.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/<str:handle>/end/", me.end_session, name="end_session"),
    path("me/grants/<int:grant_id>/lend/", me.lend, name="lend"),
    path("delegations/<int:delegation_id>/confirm/", me.confirm, name="confirm"),
    path("delegations/<int:delegation_id>/take-back/", me.take_back, name="take_back"),
]
