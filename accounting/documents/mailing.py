"""The sentences of the e-mail that carries a document's PDF."""

from accounting.documents.speech import Speech


def mail_of(speech: Speech) -> dict[str, str]:
    """Subject, thanks, whom to ask, and the name of what is attached."""
    document, words = speech.document, speech.words
    told = {
        "number": document.number,
        "project": document.project_name,
        "period": speech.period or speech.day(document.issued_on),
    }
    return {
        "subject": words["mail_subject"].format(
            title=speech.title, number=document.number, seller=document.seller.name
        ),
        "thanks": words[f"mail_{document.kind}"].format(**told),
        "questions": words["mail_questions"].format(email=document.seller.email),
        "attached": f"{document.number}.pdf",
    }
