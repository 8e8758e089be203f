"""Django settings, all of them from the table in ``base.core.conf``."""

from pathlib import Path

from wangyu.base.core import addresses, conf
from wangyu.base.core.listening import place
from wangyu.base.core.policies import POLICIES

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(conf.raw("WANGYU_HOME"))
HOME = HOME if HOME.is_absolute() else ROOT / HOME
PACKS_DIR = ROOT / conf.raw("WANGYU_PACKS")
PACK = conf.raw("WANGYU_PACK")
DEMO = conf.flag("WANGYU_DEMO")
DEBUG = conf.flag("WANGYU_DEBUG")
HTTPS = conf.flag("WANGYU_HTTPS")
PROXY_TELLS_WAIT = conf.flag("WANGYU_PROXY_TELLS_WAIT")
SITE_URL = conf.raw("WANGYU_URL").rstrip("/")
UPLOAD_MB = conf.number("WANGYU_UPLOAD_MB")
OUTSIDE_HOSTS = conf.items("WANGYU_OUTSIDE_HOSTS")
VIDEO_MB = conf.number("WANGYU_VIDEO_MB")
UPLOAD_QUOTA_MB = conf.number("WANGYU_UPLOAD_QUOTA_MB")
AUDIT_MAIL = conf.items("WANGYU_AUDIT_MAIL")
AUDIT_DAYS = conf.at_least("WANGYU_AUDIT_DAYS", conf.LEAST_DAYS)
FREE_MB = conf.number("WANGYU_FREE_MB")
DRAIN_SECONDS = conf.number("WANGYU_DRAIN_SECONDS")
BACKUP, BACKUP_KEYS = (
    ROOT / text if (text := conf.raw(name)) else None
    for name in ("WANGYU_BACKUP", "WANGYU_BACKUP_KEYS")
)
BACKUP_SECRET = conf.raw("WANGYU_BACKUP_SECRET")
BACKUP_HOURS = conf.number("WANGYU_BACKUP_HOURS")
PG_BIN = conf.raw("WANGYU_PG_BIN")
CLAMD = place("WANGYU_CLAMD")
FFMPEG = conf.raw("WANGYU_FFMPEG")
TESSERACT = conf.raw("WANGYU_TESSERACT")
ALLOWED_HOSTS = conf.items("WANGYU_HOSTS")


def _secret_key() -> str:
    """Made at ``wangyu setup`` and kept beside the data; a throw-away one before that."""
    file = HOME / "keys" / "django.key"
    return file.read_text().strip() if file.exists() else "before-setup-" + "0" * 40


def _database() -> dict[str, object]:
    url = conf.raw("WANGYU_DATABASE")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "wangyu.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
            },
            "CONN_MAX_AGE": None,
        }
    return addresses.database(url)


SECRET_KEY = _secret_key()
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "wangyu.portal",
    "wangyu.assessment.policy",
    "wangyu.assessment.evaluation",
    "wangyu.activities.calls",
    "wangyu.records.ledger",
    "wangyu.records.evidence",
    "wangyu.institutions.connections",
    "wangyu.institutions.people",
    "wangyu.institutions.orgs",
    "wangyu.base.backup",
    "wangyu.base.audit",
    "wangyu.base.notify",
    "wangyu.base.ui",
    "wangyu.base.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "wangyu.base.core.middleware.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wangyu.base.core.middleware.HeadersMiddleware",
    "wangyu.base.core.middleware.DrainMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wangyu.base.core.middleware.ReadOnlyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wangyu.institutions.people.middleware.ActorMiddleware",
    "wangyu.base.audit.middleware.TakenMiddleware",
    "wangyu.institutions.people.middleware.SecondFactorMiddleware",
    "wangyu.institutions.people.middleware.OldPasswordMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wangyu.base.core.middleware.RefusalMiddleware",
    "wangyu.base.core.middleware.TextMiddleware",
    "wangyu.base.core.drafts.middleware.DraftMiddleware",
    "wangyu.base.core.once.middleware.OnceMiddleware",
]
ROOT_URLCONF = "wangyu.config.urls"
WSGI_APPLICATION = "wangyu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "wangyu.base.ui.context.layout",
            ],
            "builtins": ["wangyu.base.ui.templatetags.ui"],
        },
    }
]
MESSAGE_TAGS = {20: "info", 25: "ok", 30: "warn", 40: "bad"}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_POLICY = POLICIES[conf.one_of("WANGYU_PASSWORD_POLICY", POLICIES)]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "wangyu.base.core.passwords.LongEnough"},
    {"NAME": "wangyu.base.core.passwords.MixedEnough"},
    {"NAME": "wangyu.base.core.passwords.NotCommon"},
    {"NAME": "wangyu.base.core.passwords.UnlikeThePerson"},
    {"NAME": "wangyu.institutions.people.passwords.NotUsedLately"},
    {"NAME": "wangyu.institutions.people.passwords.NotOfThePlace"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "wangyu.institutions.people.models.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
MESSAGE_COOKIE_NAME = "__Host-messages" if HTTPS else "messages"
MESSAGE_STORAGE = "wangyu.base.core.messages.Messages"
# The proxy in front ends HTTPS and says so; without that line forms from our own address still count.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_FAILURE_VIEW = "wangyu.base.core.once.again.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ACCOUNT_FORMS = {"login": "wangyu.institutions.people.forms.SignInForm"}
ACCOUNT_ADAPTER = "wangyu.institutions.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# By account, never by address: a campus shares one address behind its gateway.
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "5/5m/key",
    "reset_password": "5/m/key",
    "reset_password_from_key": "",
    "signup": "",
}
MFA_RATE_LIMITS = {"webauthn_login": ""}
MFA_ADAPTER = "wangyu.institutions.people.adapter.FactorAdapter"
MFA_FORMS = {
    "activate_totp": "wangyu.institutions.people.forms.FirstCodeForm",
    "authenticate": "wangyu.institutions.people.forms.CodeForm",
    "reauthenticate": "wangyu.institutions.people.forms.CodeAgainForm",
    "add_webauthn": "wangyu.institutions.people.forms.AddKeyForm",
    "edit_webauthn": "wangyu.institutions.people.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""Accounts come from invitations; no address here is ever verified, and to ask for a link to a new
password, which anybody may do, notes one: without this nobody it was done to could add a factor."""
MFA_TOTP_ISSUER = "网育"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wangyu.base.core.statics.RememberingStorage"},
}
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# Tries at signing in and codes already used are known to all processes; see ``base.core.memory``.
CACHES = {
    "default": {"BACKEND": "wangyu.base.core.shared.SharedCache"},
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = conf.raw("WANGYU_MAIL_FROM")
if conf.raw("WANGYU_MAIL"):
    globals().update(addresses.mail(conf.raw("WANGYU_MAIL")))  # Django reads each by its name

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"reticent": {"()": "wangyu.base.core.logs.Reticent"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "reticent"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
