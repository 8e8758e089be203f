from django.test import Client
from pretalx.person.models import User

client = Client()
client.force_login(
    User.objects.filter(is_administrator=True).first(), "django.contrib.auth.backends.ModelBackend"
)
print(next(c.value for n, c in client.cookies.items() if "session" in n))
