from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_concluding")]

    operations = [
        migrations.AddField("conclusion", "formulas", models.JSONField("公式版本", null=True)),
    ]
