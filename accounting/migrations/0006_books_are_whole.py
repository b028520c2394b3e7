"""The rules that hold once the books of before say what they must."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounting", "0005_books_as_they_stand")]

    operations = [
        migrations.AddConstraint(
            model_name='ledgeraccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('section__in', ('cash', 'receivables', 'other_current_assets', 'fixed_assets')), ('type', 'asset')), models.Q(('section__in', ('current_liabilities', 'long_term_liabilities')), ('type', 'liability')), models.Q(('section__in', ('equity',)), ('type', 'equity')), models.Q(('section__in', ('revenue', 'other_income')), ('type', 'income')), models.Q(('section__in', ('cost_of_sales', 'operating_expenses', 'depreciation', 'other_expenses', 'income_tax')), ('type', 'expense')), _connector='OR'), name='a_section_fits_its_type_of_account'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'open'), ('step__isnull', False), _connector='OR'), name='a_closed_period_says_who_closed_it'),
        ),
    ]
