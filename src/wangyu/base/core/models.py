from django.db import models


class Stamp(models.Model):
    name = models.CharField(max_length=60, primary_key=True)
    value = models.BigIntegerField(default=1)
