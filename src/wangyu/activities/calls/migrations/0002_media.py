from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("calls", "0001_first")]

    operations = [
        migrations.AddField("piece", "begun_at", models.DateTimeField(null=True, verbose_name="开始上传")),
    ]
