from django.db import migrations, models


class Migration(migrations.Migration):
    contracts = "0.1.0 还没有分段上传，没有旧代码读写 upload.file"

    dependencies = [("evidence", "0004_media_destinations")]

    operations = [
        migrations.RemoveField("upload", "file"),
        migrations.AddIndex("upload", models.Index(fields=["kind", "target_id"], name="evidence_up_kind_17fb1c_idx")),
    ]
