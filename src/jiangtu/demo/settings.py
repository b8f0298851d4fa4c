"""The demo's settings: every installation's, and what only example data may have."""

from jiangtu.config.settings import *  # noqa: F403
from jiangtu.config.settings import INSTALLED_APPS
from jiangtu.console.embedded import clone_folder

# The app looks at its database before anything else and refuses every one but the demo's own.
INSTALLED_APPS = ["jiangtu.demo", *INSTALLED_APPS]
ROOT_URLCONF = "jiangtu.demo.urls"
LOGIN_URL = "demo:entry"
REQUIRE_SECOND_FACTOR = False
EXAMPLE_DATA = True  # each page says so
HOME = clone_folder("demo")
FILES_ROOT = HOME / "files"
STATIC_ROOT = HOME / "static"
OUTBOX = True  # what would go out by mail, SMS or push is kept, to be read on a page
OUTBOX_PAGE = "demo:messages"  # to which the foot of each page leads
EMAIL_BACKEND = "jiangtu.core.outbox.MailOutbox"
