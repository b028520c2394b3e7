"""Tax in the sidebar: what is asked for often first, the set-up last."""

from billing_suite.kernel.web.nav import NavItem, register_nav

HELD = ("see_tax",)
register_nav(
    NavItem("Tax preview", "tax-preview", "eye", "Tax", HELD, order=12, beneath=("tax-definitions",)),
    NavItem("Exemption certificates", "exemption-certificates", "shield-check", "Tax", HELD, order=14),
    NavItem("VAT id checks", "vat-id-checks", "circle-check", "Tax", HELD, order=16),
    NavItem("Withholdings", "withholdings", "cash", "Tax", HELD, order=18),
    NavItem("Tax rates", "tax-rates", "percentage", "Tax", HELD, order=30),
    NavItem("Tax registrations", "tax-registrations", "tax", "Tax", HELD, order=32),
    NavItem("Jurisdictions", "jurisdictions", "building", "Tax", HELD, order=34),
)
