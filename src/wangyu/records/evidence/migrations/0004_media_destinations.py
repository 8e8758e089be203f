from django.db import migrations, models
from django.db.models import F


def to_rooms(apps, schema_editor):
    apps.get_model("evidence", "Upload").objects.update(
        kind="evidence.room", target_id=F("organisation_id"), result=F("file_id")
    )


class Migration(migrations.Migration):
    contracts = "0.1.0 还没有分段上传，没有旧代码往 upload 里写行"

    dependencies = [("evidence", "0003_uploads")]

    operations = [
        migrations.AddField("upload", "kind", models.CharField(max_length=40, default=""), preserve_default=False),
        migrations.AddField("upload", "target_id", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("upload", "slot", models.CharField(blank=True, max_length=60, default=""), preserve_default=False),
        migrations.AddField("upload", "result", models.BigIntegerField(null=True)),
        migrations.RunPython(to_rooms, migrations.RunPython.noop, elidable=True),
    ]
