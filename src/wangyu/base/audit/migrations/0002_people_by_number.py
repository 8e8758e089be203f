"""People are in the log by number only. The log of before the first release is not kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL('DELETE FROM audit_entry', migrations.RunSQL.noop),
        migrations.RunSQL('DELETE FROM audit_head', migrations.RunSQL.noop),
        migrations.RemoveField(model_name='entry', name='actor_name'),
        migrations.AddField(
            model_name='entry',
            name='by',
            field=models.CharField(choices=[('person', '人员'), ('system', '系统'), ('visitor', '访客')], default='system', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entry',
            name='private_sha256',
            field=models.CharField(blank=True, default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='entry',
            name='actor',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人'),
        ),
        migrations.CreateModel(
            name='Private',
            fields=[
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='private', serialize=False, to='audit.entry')),
                ('salt', models.CharField(max_length=32)),
                ('values', models.JSONField()),
            ],
        ),
    ]
