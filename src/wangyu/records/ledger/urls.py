from django.urls import path

from wangyu.records.ledger.web import campus, province, public, shared, workbooks

app_name = "ledger"
urlpatterns = [
    path("windows/", province.windows, name="windows"),
    path("windows/new/", province.new_window, name="new_window"),
    path("windows/<int:pk>/", province.window, name="window"),
    path("windows/<int:pk>/items/", province.items, name="window_items"),
    path("windows/<int:pk>/open/", province.open_, name="open_window"),
    path("windows/<int:pk>/cite/", province.cite, name="cite_known"),
    path("windows/<int:pk>/deadline/", province.deadline, name="window_deadline"),
    path("windows/<int:pk>/close/", province.close, name="close_window"),
    path("windows/<int:pk>/remind/", province.remind, name="remind"),
    path("windows/<int:pk>/verify/", province.verify_many, name="verify_many"),
    path("windows/<int:pk>/workbook/", workbooks.province_download, name="province_workbook"),
    path("windows/<int:pk>/import/", workbooks.province_import, name="province_import"),
    path("sheets/", campus.my_sheets, name="my_sheets"),
    path("sheets/<int:pk>/", shared.sheet, name="sheet"),
    path("sheets/<int:pk>/save/", campus.save, name="save"),
    path("sheets/<int:pk>/confirm/", campus.confirm, name="confirm"),
    path("sheets/<int:pk>/move/<slug:verb>/", shared.move, name="move"),
    path("sheets/<int:pk>/evidence/<slug:key>/", campus.evidence, name="entry_evidence"),
    path("sheets/<int:pk>/workbook/", workbooks.download, name="workbook"),
    path("sheets/<int:pk>/import/", workbooks.import_, name="import"),
    path("facts/<int:pk>/", shared.fact, name="fact"),
    path("facts/<int:pk>/correct/", campus.correct, name="correct"),
    path("corrections/", shared.corrections, name="corrections"),
    path("corrections/<int:pk>/decide/", province.decide, name="decide_correction"),
    path("receipts/<slug:number>/", public.receipt, name="receipt"),
    path("receipts/<slug:number>/receipt.json", public.receipt_json, name="receipt_json"),
    path("receipts/<slug:number>/content.json", public.receipt_content, name="receipt_content"),
    path("receipts/", public.find_receipt, name="find_receipt"),
]
