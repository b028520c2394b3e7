"""What is asked for a quote, in its editor and beside it."""

from crm.quotes.forms.answers import (
    AnswerForm,
    DeclineForm,
    ExtendForm,
    PolicyForm,
    QuestionForm,
    ReturnForm,
    SendForm,
    SignatureForm,
    TermsForm,
)
from crm.quotes.forms.editor import QuoteForm, rows_sent

__all__ = [
    "AnswerForm",
    "DeclineForm",
    "ExtendForm",
    "PolicyForm",
    "QuestionForm",
    "QuoteForm",
    "ReturnForm",
    "SendForm",
    "SignatureForm",
    "TermsForm",
    "rows_sent",
]
