"""On one machine e-mails are files: one each, by their Message-ID, that any mail program opens."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage


def test_a_mail_is_one_file_however_often_it_is_sent(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND = "billing_suite.kernel.work.maildrop.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    headers = {"Message-ID": "<01a20b5d-c003-7000-8dd0-5eb283b4248f@billing.example>"}
    mail = EmailMessage("Rechnung für März / 1", "Grüße", to=["kim@nordlicht.example"], headers=headers)
    mail.attach("DE-1.pdf", b"%PDF-1.7\n%\xe2\xe3", "application/pdf")
    assert [mail.send(), mail.send()] == [1, 1]
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "rechnung-fur-marz-1-5eb283b4248f.eml"
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (read["Subject"], read["To"]) == ("Rechnung für März / 1", "kim@nordlicht.example")
    assert [part.get_filename() for part in read.iter_attachments()] == ["DE-1.pdf"]
