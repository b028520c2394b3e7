"""Addresses of the floor where we sell, and the customer's door to a quote."""

from django.urls import path

from crm.activities.views import shown as activities
from crm.activities.views import verbs as activity_verbs
from crm.calendar import views as calendar
from crm.catalogue import views as catalogue
from crm.correspondence.views import incoming
from crm.correspondence.views import shown as mails
from crm.correspondence.views import verbs as mail_verbs
from crm.customers import views as customers
from crm.leads.views import shown as leads
from crm.leads.views import verbs as lead_verbs
from crm.merging.views import shown as merging
from crm.merging.views import verbs as merge_verbs
from crm.pipeline.views import board, calibrating
from crm.pipeline.views import shown as pipeline
from crm.pipeline.views import verbs as sales
from crm.quotes import portal
from crm.quotes.views import approving, conversing, editor, shown

urlpatterns = [
    path("customers/", customers.CustomerList.as_view(), name="customers"),
    path("customers/new/", merge_verbs.AddCheckedCustomer.as_view(), name="customer-new"),
    path("customers/duplicates/", merging.CandidateList.as_view(), name="duplicates"),
    path("customers/duplicates/<uuid:pk>/", merging.CandidatePage.as_view(), name="duplicate"),
    path("customers/duplicates/<uuid:pk>/merge/", merge_verbs.MergePair.as_view(), name="duplicate-merge"),
    path("customers/duplicates/<uuid:pk>/apart/", merge_verbs.KeepApart.as_view(), name="duplicate-apart"),
    path("customers/merges/", merging.MergeList.as_view(), name="merges"),
    path("customers/merges/<uuid:pk>/", merging.MergePage.as_view(), name="merge"),
    path("customers/merges/<uuid:pk>/undoing/", merge_verbs.UndoMerge.as_view(), name="merge-undoing"),
    path("customers/merge-rules/", merging.RuleList.as_view(), name="merge-rules"),
    path("customers/merge-rules/new/", merge_verbs.DeclareRule.as_view(), name="merge-rule-new"),
    path("customers/merge-rules/<uuid:pk>/end/", merge_verbs.EndRule.as_view(), name="merge-rule-end"),
    path("customers/<uuid:pk>/double/", merge_verbs.ProposePair.as_view(), name="customer-double"),
    path("customers/<uuid:pk>/", customers.CustomerPage.as_view(), name="customer"),
    path("customers/<uuid:pk>/changes/", customers.ChangeCustomer.as_view(), name="customer-changes"),
    path("customers/<uuid:pk>/address/", customers.ChangeAddress.as_view(), name="customer-address"),
    path("customers/<uuid:pk>/contacts/", customers.AddContact.as_view(), name="customer-contact-new"),
    path("customers/<uuid:pk>/opportunities/", sales.OpenOpportunity.as_view(), name="opportunity-new"),
    path("customers/<uuid:pk>/activities/", activity_verbs.LogActivity.as_view(), name="activity-log"),
    path("customers/<uuid:pk>/plans/", activity_verbs.PlanActivity.as_view(), name="activity-plan"),
    path("activities/", activities.ActivityList.as_view(), name="activities"),
    path("activities/<uuid:pk>/", activities.ActivityPage.as_view(), name="activity"),
    path("activities/<uuid:pk>/completion/", activity_verbs.CompleteActivity.as_view(), name="activity-completion"),
    path("activities/<uuid:pk>/postponement/", activity_verbs.PostponeActivity.as_view(), name="activity-postponement"),
    path("activities/calendar/", calendar.FeedPage.as_view(), name="calendar"),
    path("activities/calendar/opening/", calendar.OpenFeed.as_view(), name="calendar-opening"),
    path("activities/calendar/<uuid:pk>/renewal/", calendar.RenewFeed.as_view(), name="calendar-renewal"),
    path("activities/calendar/<uuid:pk>/closing/", calendar.CloseFeed.as_view(), name="calendar-closing"),
    path("calendar/<str:token>.ics", calendar.CalendarDoor.as_view(), name="calendar-feed"),
    path("mails/", mails.MailList.as_view(), name="mails"),
    path("mails/incoming/", incoming.IncomingMail.as_view(), name="mails-incoming"),
    path("mails/<uuid:pk>/", mails.MailPage.as_view(), name="mail"),
    path("mails/<uuid:pk>/filing/", mail_verbs.FileMail.as_view(), name="mail-filing"),
    path("mails/<uuid:pk>/discarding/", mail_verbs.DiscardMail.as_view(), name="mail-discarding"),
    path("contacts/", customers.ContactList.as_view(), name="contacts"),
    path("contacts/<uuid:pk>/", customers.ContactPage.as_view(), name="contact"),
    path("rate-cards/", catalogue.RateCardList.as_view(), name="rate-cards"),
    path("rate-cards/new/", catalogue.PublishRateCard.as_view(), name="rate-card-new"),
    path("rate-cards/<uuid:pk>/", catalogue.RateCardPage.as_view(), name="rate-card"),
    path("cost-rates/", catalogue.CostRateList.as_view(), name="cost-rates"),
    path("cost-rates/new/", catalogue.SetCostRates.as_view(), name="cost-rates-new"),
    path("rate-cards/<uuid:pk>/copy/", catalogue.CopyRateCard.as_view(), name="rate-card-copy"),
    path("leads/", leads.LeadList.as_view(), name="leads"),
    path("leads/new/", lead_verbs.ReceiveLead.as_view(), name="lead-new"),
    path("leads/campaigns/", leads.CampaignPage.as_view(), name="campaigns"),
    path("leads/campaigns/new/", lead_verbs.StartCampaign.as_view(), name="campaign-new"),
    path("leads/<uuid:pk>/changes/", lead_verbs.ChangeLead.as_view(), name="lead-changes"),
    path("leads/<uuid:pk>/conversion/", lead_verbs.ConvertLead.as_view(), name="lead-conversion"),
    path("leads/<uuid:pk>/", leads.LeadPage.as_view(), name="lead"),
    path("leads/<uuid:pk>/assignment/", lead_verbs.AssignLead.as_view(), name="lead-assignment"),
    path("leads/<uuid:pk>/disqualification/", lead_verbs.DisqualifyLead.as_view(), name="lead-disqualification"),
    path("leads/<uuid:pk>/reopening/", lead_verbs.ReopenLead.as_view(), name="lead-reopening"),
    path("opportunities/", pipeline.OpportunityList.as_view(), name="opportunities"),
    path("opportunities/stages/", sales.SetUpStage.as_view(), name="stage-new"),
    path("opportunities/stages/<int:pk>/", sales.ChangeStage.as_view(), name="stage-changes"),
    path("opportunities/stages/calibration/", calibrating.CalibrateStages.as_view(), name="stage-calibration"),
    path("opportunities/board/", board.Board.as_view(), name="board"),
    path("opportunities/<uuid:pk>/board-move/", board.BoardMove.as_view(), name="board-move"),
    path("opportunities/<uuid:pk>/changes/", sales.ChangeOpportunity.as_view(), name="opportunity-changes"),
    path("opportunities/<uuid:pk>/reopening/", sales.ReopenOpportunity.as_view(), name="opportunity-reopening"),
    path("opportunities/<uuid:pk>/", pipeline.OpportunityPage.as_view(), name="opportunity"),
    path("opportunities/<uuid:pk>/move/", sales.MoveOpportunity.as_view(), name="opportunity-move"),
    path("opportunities/<uuid:pk>/quotes/", editor.DraftQuote.as_view(), name="quote-new"),
    path("quotes/", shown.QuoteList.as_view(), name="quotes"),
    path("quotes/terms/", conversing.TermsList.as_view(), name="terms"),
    path("quotes/terms/new/", conversing.SetUpTerms.as_view(), name="terms-new"),
    path("quotes/terms/<uuid:pk>/changes/", conversing.ChangeTerms.as_view(), name="terms-changes"),
    path("quotes/questions/<uuid:pk>/answer/", conversing.AnswerQuestion.as_view(), name="question-answer"),
    path("quotes/policies/", approving.PolicyList.as_view(), name="quote-policies"),
    path("quotes/policies/new/", approving.SetPolicy.as_view(), name="quote-policy-new"),
    path("quotes/<uuid:pk>/submission/", approving.SubmitQuote.as_view(), name="quote-submission"),
    path("quotes/<uuid:pk>/approval/", approving.ApproveQuote.as_view(), name="quote-approval"),
    path("quotes/<uuid:pk>/withdrawal/", approving.WithdrawQuote.as_view(), name="quote-withdrawal"),
    path("quotes/<uuid:pk>/extension/", approving.ExtendQuote.as_view(), name="quote-extension"),
    path("quotes/<uuid:pk>/pdf/", approving.QuotePdf.as_view(), name="quote-pdf"),
    path("quotes/<uuid:pk>/return/", approving.ReturnQuote.as_view(), name="quote-return"),
    path("quotes/<uuid:pk>/", shown.QuotePage.as_view(), name="quote"),
    path("quotes/<uuid:pk>/revision/", editor.ReviseQuote.as_view(), name="quote-revision"),
    path("quotes/<uuid:pk>/sending/", editor.SendQuote.as_view(), name="quote-sending"),
    path("quotes/versions/<uuid:pk>/", shown.VersionPage.as_view(), name="quote-version"),
    path("portal/quotes/<str:token>/", portal.QuoteDoor.as_view(), name="portal-quote"),
    path("portal/quotes/<str:token>/paper/", portal.PaperDoor.as_view(), name="portal-quote-paper"),
    path("portal/quotes/<str:token>/questions/", portal.AskDoor.as_view(), name="portal-quote-questions"),
    path("portal/quotes/<str:token>/rejection/", portal.DeclineDoor.as_view(), name="portal-quote-rejection"),
]
