from django.contrib.auth import get_user_model
from django.test import Client
from home.models import HomePage

home = HomePage.objects.first()
for n in range(1000):
    home.add_child(instance=HomePage(title=f"稿件{n}", slug=f"p{n}"))
    home.refresh_from_db()

client = Client()
client.force_login(get_user_model().objects.create_superuser("bench", "b@example.org", "bench"))
print(client.cookies["sessionid"].value)
