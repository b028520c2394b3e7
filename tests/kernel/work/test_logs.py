"""Logs say who did what, and never hold a key."""

import logging

import pytest
import structlog
from django.conf import settings

from billing_suite.kernel.work.logs import set_up_logs

TOKEN = "q7Jx_9vTgkW-3mPzR5sYbN0dLhFcAeUo1iVtXw2KyBE"


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("path", [f"/portal/quotes/{TOKEN}/", f"/portal/quotes/{TOKEN}/acceptance/?lang=de"])
def test_inv34_no_log_line_holds_a_portal_token(as_json: bool, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(as_json=as_json, level="INFO")
    try:
        structlog.get_logger("suite").info("request_started", request=f"GET {path}")
        logging.getLogger("other").warning("Not Found: %s", path)
        try:
            raise RuntimeError(f"could not answer {path}")
        except RuntimeError:
            logging.getLogger("other").exception("Internal Server Error: %s", path)
    finally:
        said = capsys.readouterr().err
        set_up_logs(as_json=not settings.LOCAL, level=settings.LOG_LEVEL)
    assert said.count("/portal/quotes/***/") == 4
    assert TOKEN not in said
