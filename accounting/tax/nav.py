"""The tax set-up in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

HELD = ("see_tax",)
register_nav(
    NavItem("Tax rates", "tax-rates", "percentage", "Finance", HELD, order=40),
    NavItem("Tax preview", "tax-preview", "eye", "Finance", HELD, order=39),
    NavItem("Withholdings", "withholdings", "cash", "Finance", HELD, order=45),
    NavItem("Jurisdictions", "jurisdictions", "building", "Finance", HELD, order=43),
    NavItem("Tax registrations", "tax-registrations", "tax", "Finance", HELD, order=42),
    NavItem("Exemption certificates", "exemption-certificates", "shield-check", "Finance", HELD, order=44),
    NavItem("VAT id checks", "vat-id-checks", "circle-check", "Finance", HELD, order=46),
)
