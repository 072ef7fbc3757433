"""Django's settings, from the environment variables that docs/operator.md lists."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from indgang.project import env
from indgang.project.demo.plan import CAST, MAIN_SITE
from indgang.project.languages import OWN_NAMES, citizen_languages
from indgang.project.mail import mail_settings
from indgang.project.paths import data_folder, secret_key

PACKAGE = Path(__file__).resolve().parent.parent

DEMO = env.flag("DEMO")
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY") or secret_key(data_folder())
SEALING_KEYS = env.secret("SEALING_KEYS").split()
ALLOWED_HOSTS = env.words("HOSTS", ["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
PRINTER = env.text("PRINTER")
PHONE_TICKETS = env.words("PHONE_TICKETS", ["*"])
FRAME_ANCESTORS = env.words("FRAME_ANCESTORS", ["'self'"])
DEMO_CAST = CAST if DEMO else []
DEMO_PLAN_SITE = MAIN_SITE
SECURE = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    "indgang.base.apps.BaseConfig",
    "indgang.organisation.apps.OrganisationConfig",
    "indgang.messaging.apps.MessagingConfig",
    "indgang.catalogue.apps.CatalogueConfig",
    "indgang.queue.apps.QueueConfig",
    "indgang.booking.apps.BookingConfig",
    "indgang.contact.apps.ContactConfig",
    "indgang.followup.apps.FollowUpConfig",
    "indgang.contactscreen.apps.ContactScreenConfig",
    "indgang.insight.apps.InsightConfig",
    "indgang.planning.apps.PlanningConfig",
    "indgang.ui.apps.UiConfig",
    "indgang.ui.hours.apps.HoursConfig",
    "indgang.web.front.apps.FrontConfig",
    "indgang.web.kiosk.apps.KioskConfig",
    "indgang.web.screen.apps.ScreenConfig",
    "indgang.web.citizen.apps.CitizenConfig",
    "indgang.web.citizen.places.apps.PlacesConfig",
    "indgang.web.citizen.start.apps.StartConfig",
    "indgang.web.citizen.book.apps.BookConfig",
    "indgang.web.citizen.appointment.apps.AppointmentConfig",
    "indgang.web.citizen.followup.apps.FollowUpPagesConfig",
    "indgang.web.citizen.call.apps.CallConfig",
    "indgang.web.desk.apps.DeskConfig",
    "indgang.web.calendars.apps.CalendarsConfig",
    "indgang.web.backline.apps.BacklineConfig",
    "indgang.web.backline.calls.apps.CallsConfig",
    "indgang.web.backline.questions.apps.QuestionsConfig",
    "indgang.web.backline.presence.apps.PresenceConfig",
    "indgang.web.contactscreen.apps.ContactScreenPagesConfig",
    "indgang.web.manage.apps.ManageConfig",
    "indgang.web.manage.workshop.apps.WorkshopConfig",
    "indgang.web.api.apps.ApiConfig",
    "indgang.project.apps.ProjectConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "indgang.ui.hopless.Security",
    "indgang.ui.middleware.Compressed",
    "indgang.ui.middleware.ContentSecurity",
    "indgang.web.api.middleware.ApiProblems",
    "indgang.ui.hopless.Session",
    "indgang.ui.hopless.Locale",
    "indgang.ui.language.CitizenLanguage",
    "indgang.ui.hopless.Common",
    "indgang.ui.hopless.Csrf",
    "indgang.ui.hopless.Authentication",
    "indgang.ui.hopless.Messages",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "indgang.ui.middleware.ActorOfRequest",
]

ROOT_URLCONF = "indgang.project.urls"
ASGI_APPLICATION = "indgang.project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "indgang.ui.context.common",
            ]
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    try:
        parts = conninfo_to_dict(url)
    except Exception as error:
        raise env.BadSetting("DATABASE_URL", f"is not a PostgreSQL address: {error}") from error
    known = {"host", "port", "user", "password", "dbname"}
    extra = {key: value for key, value in parts.items() if key not in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "NAME": parts.get("dbname", ""),
        "OPTIONS": {
            **extra,
            "pool": {
                "min_size": 1,
                "max_size": env.integer("DATABASE_CONNECTIONS", 20, least=2, most=500),
                "timeout": 10,
            },
        },
    }


DATABASES = {"default": _database(env.secret("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
CITIZEN_LANGUAGES = citizen_languages(env.words("CITIZEN_LANGUAGES", list(OWN_NAMES)))
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

STATIC_URL = "/static/"
STATIC_ROOT = data_folder() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "title", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "indgang.organisation.passwords.EverydayWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/" if DEMO else "/doors/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "indgang.ui.accounts.Accounts"
ACCOUNT_FORMS = {
    "login": "indgang.ui.accounts.LoginForm",
    "reauthenticate": "indgang.ui.accounts.ReauthenticateForm",
    "change_password": "indgang.ui.accounts.ChangePasswordForm",
}
ACCOUNT_USER_DISPLAY = "indgang.ui.accounts.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key,20/h/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0
MFA_ADAPTER = "indgang.ui.accounts.TwoStepLogin"
MFA_FORMS = {
    "authenticate": "indgang.ui.accounts.AuthenticateForm",
    "reauthenticate": "indgang.ui.accounts.CodeAgainForm",
    "activate_totp": "indgang.ui.accounts.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Indgang"
MFA_TOTP_TOLERANCE = 1
# Failed logins are counted here, for all server processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "indgang_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

DESK_UNSEEN_MINUTES = env.integer("DESK_UNSEEN_MINUTES", 10, least=1, most=240)
HOLD_MINUTES = env.integer("HOLD_MINUTES", 15, least=1, most=480)
CALLS_SECRET = env.secret("CALLS_SECRET")
PRESENCE_DAYS = env.integer("PRESENCE_DAYS", 90, least=1, most=3650)
LIFELINE_STALE_DAYS = env.integer("LIFELINE_STALE_DAYS", 90, least=1, most=3650)
HANDOVER_DUE_HOURS = env.integer("HANDOVER_DUE_HOURS", 16, least=1, most=1000)
CALLBACK_WINDOW_MINUTES = env.integer("CALLBACK_WINDOW_MINUTES", 60, least=15, most=480)
CALLBACK_PLACES = env.integer("CALLBACK_PLACES", 3, least=1, most=100)
FOLLOWUP_KEEP_DAYS = env.integer("FOLLOWUP_KEEP_DAYS", 180, least=1, most=3650)

EMAIL_URL = env.secret("EMAIL_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "indgang@localhost")
globals().update(mail_settings(EMAIL_URL))
SMS_URL = env.secret("SMS_URL")
SMS_SECRET = env.secret("SMS_SECRET")
SMS_BODY = env.secret("SMS_BODY")
SMS_ACCEPTED = env.text("SMS_ACCEPTED")
SMS_STATUS_URL = env.secret("SMS_STATUS_URL")

CASES_URL = env.text("CASES_URL")
CASES_SECRET = env.secret("CASES_SECRET")

BORGERDK = env.flag("BORGERDK")
BORGERDK_MUNICIPALITY = env.text("BORGERDK_MUNICIPALITY")
BORGERDK_URL = env.words("BORGERDK_URL", [])
LINKS_CHECKED = env.flag("LINKS_CHECKED", default=not DEMO)
LINKS_INSIDE = env.flag("LINKS_INSIDE")
CALENDARS_INSIDE = env.flag("CALENDARS_INSIDE")
GRAPH_TENANT = env.text("GRAPH_TENANT")
GRAPH_CLIENT = env.text("GRAPH_CLIENT")
GRAPH_SECRET = env.secret("GRAPH_SECRET")
STUN_URLS = env.words("STUN_URLS", [])
TURN_URLS = env.words("TURN_URLS", [])
TURN_SECRET = env.secret("TURN_SECRET")
TURN_ONLY = env.flag("TURN_ONLY")

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "indgang_session"
CSRF_COOKIE_NAME = "indgang_csrf"
LANGUAGE_COOKIE_NAME = "indgang_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Papers of citizens are sealed before they are stored, so no upload ever lies open in a temporary file.
FILE_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

LOG_LEVEL = env.text("LOG_LEVEL", "WARNING").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL},
        # A refused request (409, 404) is an answer, and no news for the operator; a failed one is.
        "django.request": {"level": "ERROR"},
        # Addresses of gateways hold secrets, phone numbers and texts.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
