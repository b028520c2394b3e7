"""The suite's settings with a test's surroundings: its own key, its own folder, loopback, no waiting."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "known-to-everyone-and-good-for-tests-only")
if "BILLING_VAR" not in os.environ:
    os.environ["BILLING_VAR"] = tempfile.mkdtemp(prefix="billing-tests-")
    atexit.register(shutil.rmtree, os.environ["BILLING_VAR"], ignore_errors=True)
os.environ["BILLING_TESTING"] = "1"
os.environ["BILLING_LOCAL"] = "1"

from billing_suite.settings import *
from billing_suite.settings import DATABASES, STATIC_ROOT, VAR_DIR

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # a file is looked for when it is asked for, not all of them by each new client
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:  # the server is not what gets killed here, so its disk need not be waited for; a query that runs once is not
    # worth compiling, which PostgreSQL does when it guesses wrong about tables that nobody has analyzed
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c synchronous_commit=off -c jit=off -c random_page_cost=1.1"  # the last as in operations.md
    )
