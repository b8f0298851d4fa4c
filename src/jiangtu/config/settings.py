"""Settings of every installation, read from the environment. The demo has its own (`jiangtu.demo.settings`)."""

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from jiangtu.config import floors
from jiangtu.core.home import home, key
from jiangtu.core.phrases import ANY
from jiangtu.people.rules import codes

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home()
DEBUG = False
SECRET_KEY = key("django").hex()
ALLOWED_HOSTS = os.environ.get("JIANGTU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_URL = os.environ.get("JIANGTU_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")

ROOMS = [f"jiangtu.{room}" for room in floors.ROOMS]
INSTALLED_APPS = [
    *reversed(ROOMS),  # an upper room's templates stand before a lower one's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "jiangtu.core.web.ReadableMiddleware",
    "jiangtu.config.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jiangtu.people.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jiangtu.people.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jiangtu.people.idle.IdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jiangtu.institutions.hats.HatMiddleware",
    "jiangtu.core.web.RefusedMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "jiangtu.config.urls"
WSGI_APPLICATION = "jiangtu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiangtu.desks.masthead.masthead",
            ],
        },
    }
]


def _database() -> dict[str, object]:
    """Django's form of DATABASE_URL. The program starts the embedded server and sets it where nobody did."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = conninfo_to_dict(os.environ.get("DATABASE_URL", ""))
    # A process that is gone holds no row: PostgreSQL looks whether it is there, also while it waits or computes for it.
    # To compile a statement costs more than the few rows that it is asked for.
    given["options"] = f"{given.get('options') or ''} -c client_connection_check_interval=5s -c jit=off".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 10, "timeout": 5},
            **{k: v for k, v in given.items() if k not in names},
        },
        "TEST": {"NAME": os.environ.get("JIANGTU_TEST_DB", "test_jiangtu")},
        **{django: given.get(libpq, "") for libpq, django in names.items()},
    }


DATABASES = {"default": _database()}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # the worker knows each room's
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "jiangtu.people.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "jiangtu.people.forms.SignInForm",
    "reset_password": "jiangtu.people.forms.AskPasswordForm",
    "request_login_code": "jiangtu.people.forms.AskCodeForm",
    "confirm_login_code": "jiangtu.people.forms.SignInCodeForm",
}
# By phone alone, and only where text messages go out: the form sees to that.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = codes.TRIES
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = codes.MINUTES * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = False  # of every change one mail goes, whichever page made it (people.actions.changes)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A school's whole computer room signs in from one address; axes locks out whoever guesses, before allauth slows them.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "300/m/ip,10/5m/key",
    "reset_password": "60/m/ip,5/m/key",
    "request_login_code": "60/m/ip,3/m/key",
}
# allauth counts in Django's cache; in the database all server processes count together, and no address can be read.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cache",
        "KEY_FUNCTION": "jiangtu.people.sign_in.counted_under",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("JIANGTU_BEHIND_PROXY") else 0
MFA_ADAPTER = "jiangtu.people.adapter.SealedSecrets"
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
# Asking for a new password makes allauth note the address as unproved; no page here proves it, and nobody signs up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a face, a finger or a PIN: so it is two factors
MFA_FORMS = {
    "login_webauthn": "jiangtu.people.forms.PasskeySignInForm",
    "authenticate": "jiangtu.people.forms.SecondFactorForm",
    "reauthenticate": "jiangtu.people.forms.SecondFactorAgainForm",
    "activate_totp": "jiangtu.people.forms.SetUpAppForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}  # a computer room, two requests each; nobody guesses a passkey
MFA_TOTP_ISSUER = "Jiangtu 匠途"
# A role that sees other people's data signs in with a second factor; only the demo's settings turn this off.
REQUIRE_SECOND_FACTOR = True
AXES_FAILURE_LIMIT = int(os.environ.get("JIANGTU_SIGN_IN_TRIES", "5"))
AXES_COOLOFF_TIME = float(os.environ.get("JIANGTU_LOCKOUT_HOURS", "0.5"))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "login", "password"]
AXES_USERNAME_CALLABLE = "jiangtu.people.sign_in.attempted"
AXES_CLIENT_IP_CALLABLE = "jiangtu.people.sign_in.client_address"
AXES_LOCKOUT_CALLABLE = "jiangtu.people.sign_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = int(float(os.environ.get("JIANGTU_SESSION_HOURS", "12")) * 3600)
IDLE_MINUTES = int(os.environ.get("JIANGTU_IDLE_MINUTES", "120"))
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
if SECURE:  # no other host of the domain, and no page without TLS, can set these
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_SSL_REDIRECT = False  # the proxy before us does it
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("JIANGTU_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "worker-src": ["'self'"],  # the one that shows notices on the phone's screen
        "manifest-src": ["'self'"],
    }
}

EMAIL_BACKEND = os.environ.get("JIANGTU_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = os.environ.get("JIANGTU_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("JIANGTU_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("JIANGTU_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("JIANGTU_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = 10  # somebody waits for the page
EMAIL_USE_TLS = bool(os.environ.get("JIANGTU_SMTP_TLS"))
# The gateway of text messages: an address, what is sent to it, and its key. Without an address none is sent.
SMS_URL = os.environ.get("JIANGTU_SMS_URL", "")
SMS_TEMPLATE = os.environ.get("JIANGTU_SMS_TEMPLATE", '{"to": "{number}", "text": "{text}"}')
SMS_KEY = os.environ.get("JIANGTU_SMS_KEY", "")
DEFAULT_FROM_EMAIL = os.environ.get("JIANGTU_MAIL_FROM", "jiangtu@localhost")

OUTBOX = False  # what goes out goes out; only the demo and tests keep it
# Lines of a list that are exported while one waits; the file of a longer list is made by a job. Ours.
EXPORTED_AT_ONCE = 20_000
# Between two seals of the journal: until then nothing proves what was recorded (docs/decisions/journal-seal.md).
SEAL_MINUTES = int(os.environ.get("JIANGTU_SEAL_MINUTES", "1"))
# How long a file that nobody imports, or that was discarded, is kept after the last that was done with it.
SHEETS_KEPT_DAYS = int(os.environ.get("JIANGTU_SHEETS_DAYS", "90"))
NOTICES_KEPT_DAYS = int(os.environ.get("JIANGTU_NOTICES_DAYS", "365"))
NOTICES_LANGUAGE = os.environ.get(
    "JIANGTU_NOTICES_LANGUAGE", "zh-hans"
)  # of mail to who chose none and never signed in
PUSH_SERVICES = os.environ.get(  # only these are called, whatever address a browser names
    "JIANGTU_PUSH_SERVICES",
    "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
).split(",")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [PACKAGE / "console" / "locale"]  # the console is no app
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "jiangtu.core.formats"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True  # before they are collected
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jiangtu.config.static.Collected"},
}
FILES_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # without files, which each page bounds (`core.web.page`)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

FORM_RENDERER = "jiangtu.core.forms.Renderer"
DJANGO_TABLES2_TEMPLATE = "core/table.html"
FILTERS_EMPTY_CHOICE_LABEL = ANY
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "jiangtu.core.logs.Discreet",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("JIANGTU_LOG_LEVEL", "WARNING")},
}
