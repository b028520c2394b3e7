"""Labelled lists of firms, places and persons, made by us: some rows stand again, spoilt as people spoil them."""

import random
from collections.abc import Callable

Row = dict[str, str]


def _list(text: str) -> list[str]:
    return text.split()


STEMS = _list(
    "Alder Birch Cedar Nord Süd Harbor Summit River Stone Silver Golden Blue Red Lake Forest Iron Coast Polar"
)
TRADES = _list("Logistics Media Systems Consulting Foods Energy Robotics Design Health Capital Textiles Travel Optics")
FORMS = ["GmbH", "Ltd", "Inc.", "LLC", "S.A.", "AG", "BV", "GmbH & Co. KG", "Pty Ltd", "Oy"]
STREETS = _list("Market Mill Church Garden Station Victoria King Queen Park Bridge Castle School Union Main Spring")
KINDS = [("Street", "St"), ("Avenue", "Ave"), ("Road", "Rd"), ("Boulevard", "Blvd")]
CITIES = _list("Berlin Hamburg London Leeds Paris Lyon Boston Austin Sydney Perth Vienna Zurich")
FOODS = _list("Trattoria Bistro Cafe Grill Diner Osteria Brasserie Kitchen Tavern Noodle")
PEOPLE = _list(
    "Luca Rosa Maya Felix Nora Emil Ida Jonas Mila Theo Clara Hugo Lena Oskar Ruth Aaron Bella Cyrus Dora Egon"
)
BEGINS = _list("Mar Kel Bran Win Hol Ster Dor Fal Gar Hen Lin Ros Tan Vog Ab Cor Dun Esk Fin Gry")
ENDS = _list("ler ter mann son berg well ford er ley ton wick stad rup lund field")


def slip(dice: random.Random, text: str) -> str:
    """One letter lost, doubled, changed, or two turned round."""
    if len(text) < 4:
        return text
    at = dice.randrange(1, len(text) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + dice.choice("aeiorstn") + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def surname(dice: random.Random) -> str:
    return dice.choice(BEGINS) + dice.choice(ENDS)


def firm(dice: random.Random) -> Row:
    words = [surname(dice), dice.choice([*STEMS, surname(dice)]), dice.choice(TRADES)]
    return {"name": f"{' '.join(words)} {dice.choice(FORMS)}", "city": dice.choice(CITIES)}


def sister(dice: random.Random, row: Row) -> Row:
    """Another firm of the same family: no double."""
    words = row["name"].split()
    others = [trade for trade in TRADES if trade != words[2]]
    return {**row, "name": " ".join([*words[:2], dice.choice(others), *words[3:]])}


def spoilt_firm(dice: random.Random, row: Row) -> Row:
    words = row["name"].replace("&", dice.choice(["&", "and", "und"])).split()
    if dice.random() < 0.5:
        words = [word for word in words if word not in " ".join(FORMS)] or words
    if dice.random() < 0.5:
        words[0] = slip(dice, words[0])
    name = " ".join(words)
    return {"name": name.upper() if dice.random() < 0.3 else name, "city": row["city"] if dice.random() < 0.7 else ""}


def place(dice: random.Random) -> Row:
    phone = f"{dice.randrange(200, 999)}-{dice.randrange(200, 999)}-{dice.randrange(1000, 9999)}"
    street = (
        f"{dice.randrange(1, 400)} {dice.choice(['', 'North ', 'West '])}{dice.choice(STREETS)} {dice.choice(KINDS)[0]}"
    )
    name = f"{dice.choice([surname(dice), dice.choice(PEOPLE)])}'s {dice.choice(FOODS)}"
    return {"name": name, "address": street, "city": dice.choice(CITIES), "phone": phone}


def spoilt_place(dice: random.Random, row: Row) -> Row:
    street = row["address"].replace("North", "N.").replace("West", "W.")
    for long, short in KINDS:
        street = street.replace(long, short + ".") if dice.random() < 0.7 else street
    name = row["name"].replace("'s", dice.choice(["'s", "s", ""]))
    if dice.random() < 0.3:
        name = dice.choice([f"The {name}", f"{name} Restaurant", slip(dice, name)])
    phone = row["phone"].replace("-", dice.choice(["/", " ", "."])) if dice.random() < 0.8 else ""
    return {"name": name, "address": street, "city": row["city"], "phone": phone}


def branch(dice: random.Random, row: Row) -> Row:
    """Another house of the same name: no double."""
    return {**place(dice), "name": row["name"]}


def person(dice: random.Random) -> Row:
    born = f"{dice.randrange(1930, 2005)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
    street = f"{dice.randrange(1, 300)} {surname(dice)} {dice.choice(KINDS)[0]}"
    home = {"address": street, "suburb": dice.choice(CITIES), "postcode": str(dice.randrange(1000, 9999))}
    return {"given_name": dice.choice(PEOPLE), "surname": surname(dice), "date_of_birth": born, **home}


def spoilt_person(dice: random.Random, row: Row) -> Row:
    made = dict(row)
    for field in dice.sample(sorted(made), dice.randrange(1, 4)):
        made[field] = dice.choice([slip(dice, made[field]), "", slip(dice, made[field])])
    if dice.random() < 0.1:
        made["given_name"], made["surname"] = made["surname"], made["given_name"]
    return made


def labelled(
    seed: int, size: int, make: Callable[..., Row], spoil: Callable[..., Row], *more: Callable[..., Row]
) -> list[Row]:
    """`size` originals, each with none to three doubles and, by `more`, look-alikes that are others; in no order."""
    dice = random.Random(seed)
    rows: list[Row] = []
    for number in range(size):
        first = make(dice)
        told = [first, *(spoil(dice, first) for _ in range(dice.choice([0, 0, 1, 1, 2, 3])))]
        rows += [{**row, "cluster": str(number)} for row in told]
        rows += [{**other(dice, first), "cluster": f"{number}-other"} for other in more if dice.random() < 0.2]
    dice.shuffle(rows)
    return [{"id": str(at), **row} for at, row in enumerate(rows)]


SETS = {
    "firms": lambda: labelled(1, 500, firm, spoilt_firm, sister),
    "places": lambda: labelled(2, 500, place, spoilt_place, branch),
    "persons": lambda: labelled(3, 500, person, spoilt_person),
}
