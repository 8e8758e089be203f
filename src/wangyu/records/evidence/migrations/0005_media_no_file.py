from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("evidence", "0004_media_destinations")]

    operations = [
        migrations.RemoveField("upload", "file"),
        migrations.AddIndex("upload", models.Index(fields=["kind", "target_id"], name="evidence_up_kind_17fb1c_idx")),
    ]
